import type { Handle, Provider, RawWebhook } from "@hybrid-stream/spec";
import { type Bench, type SubjectBase, throughJson } from "./bench.js";
import type { ConformanceCase } from "./suite.js";

/** A subject whose provider is of any kind. */
export interface ProviderSubject extends SubjectBase {
  readonly provider: Provider;
}

type Case = ConformanceCase<Bench<ProviderSubject>>;

const idPattern = /^[a-z0-9][a-z0-9._-]*$/i;

const identity: Case = {
  name: "says what it is: specification version v1, a kind, and an id that fits into a path",
  run: async ({ subject: { provider }, expect }) => {
    const { specificationVersion, kind, id } = provider;
    expect({ specificationVersion, kind: idPattern.test(kind), id: idPattern.test(id) }).toEqual({
      specificationVersion: "v1",
      kind: true,
      id: true,
    });
  },
};

const webhooks: Case = {
  name: "accepts an authentic webhook, and refuses one that was forged or changed by a byte",
  run: async (bench) => {
    const { subject, expect } = bench;
    const { provider } = subject;
    if (!provider.parseWebhook) {
      expect({ makeWebhook: typeof subject.makeWebhook }).toEqual({ makeWebhook: "undefined" });
      return;
    }
    const authentic = await bench.need(subject.makeWebhook, "makeWebhook").call(subject);
    const hints = await provider.parseWebhook(authentic);
    expect(hints.map((hint) => hint.provider)).toEqual(hints.map(() => provider.id));
    const changed = Uint8Array.from(authentic.body);
    changed[0] = (changed[0] ?? 0) ^ 1;
    const forgeries: RawWebhook[] = [
      { ...authentic, headers: {} },
      { ...authentic, body: changed },
    ];
    for (const forgery of forgeries) {
      const error = await bench.errorOf(provider.parseWebhook(forgery));
      expect(error.code).toEqual("webhook-rejected");
    }
  },
};

/** The rules that every provider keeps, whatever it provides. */
export const sharedCases: readonly Case[] = [identity, webhooks];

/** Fails when a handle is not what a store can keep: plain JSON, versioned, with the provider's id. */
export function expectStorable(bench: Bench<ProviderSubject>, handle: Handle): void {
  const { provider, version, data } = handle;
  bench
    .expect({ handle, provider, version: Number.isInteger(version), data: typeof data })
    .toEqual({ handle: throughJson(handle), provider: bench.subject.provider.id, version: true, data: "object" });
}

import { createHmac } from "node:crypto";
import { inspect } from "node:util";
import { type Clock, HybridStreamError, publishUrl, Secret } from "@hybrid-stream/spec";
import { effectContext } from "@hybrid-stream/testkit";
import { describe, expect, it } from "vitest";
import { agora, agoraMediaPush, parseAgoraNotification } from "../src/index.js";
import { relaySpec } from "./media-push-bench.js";
import { mutatedAnswer, mutatedBody, seededRandom } from "./mutate.js";

const seed = Number(process.env.MUTATION_SEED ?? 20_261_123);
const customerSecret = "customer-secret-value";
const spec = relaySpec();
const streamKey = spec.ingest.streamKey.reveal();
const rtmpUrl = publishUrl(spec.ingest);
const secrets = [customerSecret, streamKey];

/** Fifty times as fast as the machine's, so that the pauses before retries and between requests cost little. */
const fast: () => Clock = () => ({
  now: () => new Date(),
  monotonic: () => performance.now() * 50,
  setTimeout: (callback, milliseconds) => setTimeout(callback, milliseconds / 50),
  clearTimeout: (handle) => clearTimeout(handle as ReturnType<typeof setTimeout>),
});

const converter = { id: "converter-1", createTs: 1, updateTs: 2, state: "running" };
const member = {
  rtcChannel: "show",
  status: "200",
  converterName: "n",
  updateTs: "2",
  appId: "a",
  rtmpUrl,
  ip: "192.0.2.1",
  converterId: "converter-1",
  create: "1",
  idleTimeout: "300",
  state: "running",
};
/** Quotes what the request held: the credentials always, the address and its key where they were sent. */
const failureOf = (method: string | undefined): object =>
  method === "POST" || method === "PATCH"
    ? { code: 2, message: `bad rtmpUrl ${rtmpUrl} of ${customerSecret}`, reason: `key ${streamKey}` }
    : { code: 2, message: `no right for ${customerSecret}`, reason: `not ${customerSecret}` };

/** What a call was really told, to judge its reading by. */
interface Told {
  readonly statuses: number[];
  readonly texts: string[];
}

const handle = {
  provider: "agora-media-push",
  version: 1,
  data: { region: "na", appId: "a", channel: "show", name: "n", converterId: "converter-1" },
};

const has = ({ texts }: Told, word: string): boolean => texts.some((text) => text.includes(word));

/** One call of every kind on a provider of its own, with what must hold of its reading. */
function calls(fetch: (told: Told, right: unknown) => typeof globalThis.fetch, customerId: string) {
  const common = { appId: "a", customerId, customerSecret, clock: fast() };
  const push = (told: Told, right: unknown) => agoraMediaPush({ ...common, region: "na", fetch: fetch(told, right) });
  const page = {
    success: true,
    data: { total_count: 1, cursor: 0, members: [member, { ...member, converterId: "b" }] },
  };
  const users = { channel_exist: true, mode: 2, broadcasters: [7, "8"], audience: [9], audience_total: 1 };
  const { signal } = new AbortController();
  const partial = { ...handle, data: { ...handle.data, converterId: undefined } };
  return [
    async (told: Told) => {
      const started = await push(told, { converter, fields: "id" }).startRelay(spec, effectContext({ signal }));
      const { converterId } = started.data;
      expect(typeof converterId).toBe("string");
      expect(converterId).not.toBe("");
      return started;
    },
    async (told: Told) => {
      const body = told.texts.length % 2 === 0 ? { converter: { ...converter, rtmpUrl } } : { ...converter, rtmpUrl };
      const status = await push(told, body).getRelayStatus(handle, effectContext());
      if (status.state === "running") expect(has(told, "running")).toBe(true);
      if (status.state === "absent") expect(told.statuses).toContain(404);
      return status;
    },
    async (told: Told) => {
      const statuses = await push(told, page).getRelayStatuses?.([handle, partial], effectContext());
      expect(statuses).toHaveLength(2);
      for (const { state } of statuses ?? []) if (state === "running") expect(has(told, "running")).toBe(true);
      return statuses;
    },
    async (told: Told) => {
      const receipt = await push(told, {}).stopRelay(handle, effectContext());
      expect(receipt.outcome).not.toBe("proven");
      if (receipt.outcome === "unproven") expect(told.statuses).toContain(404);
      else expect(told.statuses.some((status) => status >= 200 && status < 300)).toBe(true);
      return receipt;
    },
    async (told: Told) => {
      const found = [];
      for await (const each of push(told, page).listRelays?.(effectContext()) ?? []) found.push(each);
      return found;
    },
    async (told: Told) =>
      push(told, { converter, fields: "id" }).updateRelay?.(handle, { ingest: spec.ingest }, effectContext()),
    async (told: Told) => {
      const { ingest: _, ...rest } = spec;
      const findings = await push(told, page).preflight?.(rest, effectContext());
      expect(findings?.length).toBeGreaterThan(0);
      return findings;
    },
    async (told: Told) => {
      const rtc = agora({
        ...common,
        appCertificate: "5CFd2fd1755d40ecb72977518be15d3b",
        fetch: fetch(told, { success: true, data: users }),
      });
      const seen = await rtc.observeSource({ kind: "agora", channel: "show" }, effectContext());
      for (const { uid } of seen.hosts) expect(Number.isInteger(uid) && uid >= 0 && uid < 2 ** 32).toBe(true);
      expect(seen.audience?.value ?? 0).toBeGreaterThanOrEqual(0);
      return seen;
    },
  ];
}

describe("mutated answers", () => {
  it("100,000 of them end in a typed error or a right reading, and show no secret", { timeout: 240_000 }, async () => {
    const random = seededRandom(seed);
    const outcomes = { read: 0, refused: 0 };
    let answers = 0;
    let calledSoFar = 0;
    const fetch =
      (told: Told, right: unknown): typeof globalThis.fetch =>
      async (_, init) => {
        answers += 1;
        const answer = mutatedAnswer(random() < 0.12 ? failureOf(init?.method) : right, random);
        told.statuses.push(answer.status);
        told.texts.push(
          await answer
            .clone()
            .text()
            .catch(() => ""),
        );
        return answer;
      };
    const one = async (call: (told: Told) => Promise<unknown>): Promise<void> => {
      const told: Told = { statuses: [], texts: [] };
      const outcome = await call(told).then(
        (value) => {
          outcomes.read += 1;
          return value;
        },
        (thrown: unknown) => {
          if (!HybridStreamError.isInstance(thrown)) throw thrown;
          outcomes.refused += 1;
          expect(["agora", "agora-media-push"]).toContain(thrown.provider);
          return thrown;
        },
      );
      const shown = inspect(outcome, { depth: 9, maxStringLength: null });
      for (const secret of secrets) {
        if (shown.includes(secret)) expect.fail(`seed ${seed}: a secret came out in ${shown.slice(0, 300)}`);
      }
    };
    while (answers < 100_000) {
      // Customers of their own: a quota or a retry budget that is used up would hide answers.
      const batch = Array.from({ length: 24 }, () => {
        calledSoFar += 1;
        return calls(fetch, `customer-${calledSoFar}`);
      });
      await Promise.all(batch.flat().map(one));
    }
    expect(answers).toBeGreaterThanOrEqual(100_000);
    // Both kinds of ends have to be common, or the mutations miss the mark.
    expect(outcomes.read).toBeGreaterThan(10_000);
    expect(outcomes.refused).toBeGreaterThan(10_000);
  });

  it("20,000 signed notifications are read or rejected, and show no address", () => {
    const random = seededRandom(seed + 1);
    const secret = new Secret("notification-secret");
    const details = { msgName: "rtmp_publish_status", rtmpUrl, status: "publishing", exitStatus: 0 };
    const payloads = [
      {
        productId: 5,
        eventType: 1,
        payload: { converter: { ...converter, name: "n", rtmpUrl, rawOptions: {} }, lts: 1 },
      },
      { productId: 5, eventType: 3, payload: { converter, lts: 1_700_000_000 } },
      { productId: 5, eventType: 4, payload: { converter, destroyReason: "Idle Timeout" } },
      { productId: 3, eventType: 100, payload: { cname: "show", uid: "1", sid: "s", details } },
    ];
    let read = 0;
    for (let round = 0; round < 20_000; round += 1) {
      const right = { noticeId: "n-1", notifyMs: 1, ...payloads[round % payloads.length] };
      const body = mutatedBody(right, random);
      const signature = createHmac("sha256", secret.reveal()).update(body).digest("hex");
      const headers = { "agora-signature-v2": signature };
      const request = { method: "POST", url: "https://shop.example/", headers, body, receivedAt: new Date() };
      try {
        const parsed = parseAgoraNotification({ secret, request, products: [3, 5], provider: "agora-test" });
        read += 1;
        for (const { id, vendorRef, evidence } of parsed.hints) {
          expect([typeof id, typeof vendorRef, vendorRef === ""]).toEqual(["string", "string", false]);
          if (evidence) expect(Number.isNaN(Date.parse(evidence.expiresAt))).toBe(false);
        }
        if (JSON.stringify(parsed).includes(streamKey)) expect.fail(`seed ${seed}: the stream key came out`);
      } catch (thrown) {
        if (!HybridStreamError.isInstance(thrown) || thrown.code !== "webhook-rejected") throw thrown;
        expect(thrown.message).not.toContain(streamKey);
      }
    }
    expect(read).toBeGreaterThan(2000);
  });
});

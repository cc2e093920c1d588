import { createHmac } from "node:crypto";
import { inspect } from "node:util";
import { type Clock, HybridStreamError, publishUrl, Secret } from "@hybrid-stream/spec";
import { createVirtualClock, effectContext } from "@hybrid-stream/testkit";
import { describe, expect, it } from "vitest";
import { agora, agoraMediaPush, parseAgoraNotification } from "../src/index.js";
import { relaySpec } from "./media-push-bench.js";
import { mutatedAnswer, mutatedBody, seededRandom } from "./mutate.js";

const seed = Number(process.env.MUTATION_SEED ?? 20_261_123);
const total = Number(process.env.MUTATIONS ?? 100_000);
const customerSecret = "customer-secret-value";
const spec = relaySpec();
const streamKey = spec.ingest.streamKey.reveal();
const rtmpUrl = publishUrl(spec.ingest);
const secrets = [customerSecret, streamKey];

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

// A stack for each of so many errors would be most of the cost.
Error.stackTraceLimit = 2;

const has = ({ texts }: Told, word: string): boolean => texts.some((text) => text.includes(word));

/** What Agora would answer, were it well. */
function rightAnswer(method: string, path: string): unknown {
  if (path.startsWith("/dev/")) {
    return {
      success: true,
      data: { channel_exist: true, mode: 2, broadcasters: [7, "8"], audience: [9], audience_total: 1 },
    };
  }
  if (method === "DELETE") return {};
  if (method !== "GET") return { converter, fields: "id" };
  if (path.endsWith("/converter-1")) return { converter: { ...converter, rtmpUrl } };
  return { success: true, data: { total_count: 1, cursor: 0, members: [member, { ...member, converterId: "b" }] } };
}

/** A call of every kind on providers of one customer, with what must hold of its reading. */
function callsOf(
  clock: Clock,
  customerId: string,
  answer: (told: Told, method: string, path: string) => Promise<Response>,
) {
  let told: Told = { statuses: [], texts: [] };
  const fetch: typeof globalThis.fetch = (input, init) =>
    answer(told, init?.method ?? "GET", new URL(String(input)).pathname);
  const common = { appId: "a", customerId, customerSecret, clock, fetch };
  const push = agoraMediaPush({ ...common, region: "na" });
  const rtc = agora({ ...common, appCertificate: "5CFd2fd1755d40ecb72977518be15d3b" });
  const { converterId: _, ...partialData } = handle.data;
  const { ingest: __, ...withoutIngest } = spec;
  const calls: readonly (() => Promise<unknown>)[] = [
    async () => {
      const started = await push.startRelay(spec, effectContext());
      const { converterId } = started.data;
      expect([typeof converterId, converterId === ""]).toEqual(["string", false]);
      return started;
    },
    async () => {
      const status = await push.getRelayStatus(handle, effectContext());
      if (status.state === "running") expect(has(told, "running")).toBe(true);
      if (status.state === "absent") expect(told.statuses).toContain(404);
      return status;
    },
    async () => {
      const handles = [handle, { ...handle, data: partialData }];
      const statuses = (await push.getRelayStatuses?.(handles, effectContext())) ?? [];
      expect(statuses).toHaveLength(2);
      if (statuses.some(({ state }) => state === "running")) expect(has(told, "running")).toBe(true);
      return statuses;
    },
    async () => {
      const receipt = await push.stopRelay(
        { ...handle, data: { ...handle.data, converterId: crypto.randomUUID() } },
        effectContext(),
      );
      expect(receipt.outcome).not.toBe("proven");
      if (receipt.outcome === "unproven") expect(told.statuses).toContain(404);
      else expect(told.statuses.some((status) => status >= 200 && status < 300)).toBe(true);
      return receipt;
    },
    async () => {
      const found = [];
      for await (const each of push.listRelays?.(effectContext()) ?? []) found.push(each);
      return found;
    },
    async () => push.updateRelay?.(handle, { ingest: spec.ingest }, effectContext()),
    async () => {
      const findings = await push.preflight?.(withoutIngest, effectContext());
      expect(findings?.length).toBeGreaterThan(0);
      return findings;
    },
    async () => {
      const seen = await rtc.observeSource({ kind: "agora", channel: "show" }, effectContext());
      for (const { uid } of seen.hosts) expect(Number.isInteger(uid) && uid >= 0 && uid < 2 ** 32).toBe(true);
      expect(seen.audience?.value ?? 0).toBeGreaterThanOrEqual(0);
      return seen;
    },
  ];
  return calls.map((call) => () => {
    told = { statuses: [], texts: [] };
    return call();
  });
}

describe("mutated answers", () => {
  it("100,000 of them end in a typed error or a right reading, and show no secret", { timeout: 900_000 }, async () => {
    const random = seededRandom(seed);
    const clock = createVirtualClock();
    const outcomes = { read: 0, refused: 0 };
    let answers = 0;
    let customers = 0;
    const answer = async (told: Told, method: string, path: string): Promise<Response> => {
      answers += 1;
      const right = random() < 0.12 ? failureOf(method) : rightAnswer(method, path);
      const mutated = mutatedAnswer(right, random);
      told.statuses.push(mutated.response.status);
      told.texts.push(mutated.text);
      return mutated.response;
    };
    const shownOf = (outcome: unknown): string => {
      // The whole, stack included, costs too much to be looked at each time.
      if (answers % 50 === 0) return inspect(outcome, { depth: 9, maxStringLength: null });
      return JSON.stringify(outcome) ?? "";
    };
    const worker = async (): Promise<void> => {
      while (answers < total) {
        // Customers of their own: a quota or a retry budget that is used up would hide answers.
        customers += 1;
        for (const call of callsOf(clock, `customer-${customers}`, answer)) {
          const outcome = await call().then(
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
          const shown = shownOf(outcome);
          const leaked = secrets.some((secret) => shown.includes(secret));
          if (leaked) expect.fail(`seed ${seed}: a secret came out in ${shown.slice(0, 300)}`);
        }
      }
    };
    let over = false;
    const end = (): void => {
      over = true;
    };
    const workers = Promise.all(Array.from({ length: 64 }, worker));
    workers.then(end, end);
    // Time passes only while all wait, so that no pause costs any.
    while (!over) await clock.runUntil(() => over);
    await workers;
    expect(answers).toBeGreaterThanOrEqual(total);
    // Both kinds of ends have to be common, or the mutations miss the mark.
    expect(outcomes.read).toBeGreaterThan(total / 10);
    expect(outcomes.refused).toBeGreaterThan(total / 10);
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

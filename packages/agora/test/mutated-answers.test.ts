import { createHmac } from "node:crypto";
import { HybridStreamError, publishUrl, Secret } from "@hybrid-stream/spec";
import { effectContext } from "@hybrid-stream/testkit";
import { describe, expect, it } from "vitest";
import {
  type AskedRequest,
  type MutationBench,
  mutatedBody,
  readMutatedAnswers,
  seededRandom,
  type Told,
} from "../../../test/support/mutated-answers.js";
import { agora, agoraMediaPush, parseAgoraNotification } from "../src/index.js";
import { relaySpec } from "./media-push-bench.js";

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
const errorAnswer = ({ method }: AskedRequest): object =>
  method === "POST" || method === "PATCH"
    ? { code: 2, message: `bad rtmpUrl ${rtmpUrl} of ${customerSecret}`, reason: `key ${streamKey}` }
    : { code: 2, message: `no right for ${customerSecret}`, reason: `not ${customerSecret}` };

const handle = {
  provider: "agora-media-push",
  version: 1,
  data: { region: "na", appId: "a", channel: "show", name: "n", converterId: "converter-1" },
};

const has = ({ texts }: Told, word: string): boolean => texts.some((text) => text.includes(word));

/** What Agora would answer, were it well. */
function rightAnswer({ method, path }: AskedRequest): unknown {
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
function open({ customer, clock, fetch, logger, told }: MutationBench) {
  const common = { appId: "a", customerId: customer, customerSecret, clock, fetch, logger };
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
      if (status.state === "running") expect(has(told(), "running")).toBe(true);
      if (status.state === "absent") expect(told().statuses).toContain(404);
      return status;
    },
    async () => {
      const handles = [handle, { ...handle, data: partialData }];
      const statuses = (await push.getRelayStatuses?.(handles, effectContext())) ?? [];
      expect(statuses).toHaveLength(2);
      if (statuses.some(({ state }) => state === "running")) expect(has(told(), "running")).toBe(true);
      return statuses;
    },
    async () => {
      const receipt = await push.stopRelay(
        { ...handle, data: { ...handle.data, converterId: crypto.randomUUID() } },
        effectContext(),
      );
      expect(receipt.outcome).not.toBe("proven");
      if (receipt.outcome === "unproven") expect(told().statuses).toContain(404);
      else expect(told().statuses.some((status) => status >= 200 && status < 300)).toBe(true);
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
  const close = async (): Promise<void> => {
    await Promise.all([push.close(), rtc.close()]);
  };
  return { calls, close };
}

describe("mutated answers", () => {
  // Ten minutes are for a machine that does much else: alone it takes about half a minute.
  it(`${total} of them end in a typed error or a right reading, and show no secret`, { timeout: 600_000 }, async () => {
    const providers = ["agora", "agora-media-push"];
    const report = await readMutatedAnswers({ seed, total, secrets, providers, rightAnswer, errorAnswer, open });
    expect(report.wrong).toEqual([]);
    expect(report.answers).toBeGreaterThanOrEqual(total);
    // Both kinds of ends have to be common, or the mutations miss the mark.
    expect(report.read).toBeGreaterThan(total / 10);
    const { timeout = 0, ...refused } = report.refused;
    expect(Object.values(refused).reduce((sum, count) => sum + count, 0)).toBeGreaterThan(total / 10);
    // Every answer comes at once: a deadline that is hit means that virtual time overtook real work.
    expect(timeout).toBe(0);
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

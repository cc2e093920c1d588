import { generateKeyPairSync } from "node:crypto";
import { type Clock, HybridStreamError } from "@hybrid-stream/spec";
import { createVirtualClock, effectContext } from "@hybrid-stream/testkit";
import { expect, it } from "vitest";
import {
  type AskedRequest,
  type MutationBench,
  mutatedBody,
  readMutatedAnswers,
  seededRandom,
} from "../../../test/support/mutated-answers.js";
import { mux } from "../src/index.js";
import { spec, webhookSecret } from "./mux-bench.js";
import { signBytes } from "./mux-subject.js";

const seed = Number(process.env.MUTATION_SEED ?? 20_261_123);
const total = Number(process.env.MUTATIONS ?? 100_000);

const tokenSecret = "token-secret-value";
const streamKey = "5bd28537-7491-7ffa-050b-bbb506401234";
const srtPassphrase = "srt-passphrase-value";
const newPrivateKey = "private-key-value-of-a-new-signing-key";
const { privateKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
const pem = privateKey.export({ type: "pkcs1", format: "pem" }).toString();
const passthrough = "hs1/1e3bd2d26b92/1/ctestkit-channel";

const liveStream = {
  id: "stream-1",
  created_at: "1800000000",
  status: "active",
  stream_key: streamKey,
  srt_passphrase: srtPassphrase,
  latency_mode: "standard",
  max_continuous_duration: 43_200,
  reconnect_window: 60,
  passthrough,
  playback_ids: [{ id: "playback-1", policy: "public" }],
  active_asset_id: "asset-1",
  recent_asset_ids: ["asset-0", "asset-1"],
};
const asset = {
  id: "asset-1",
  created_at: "1800000000",
  status: "ready",
  live_stream_id: "stream-1",
  is_live: false,
  duration: 60.5,
  playback_ids: [{ id: "playback-2", policy: "public" }],
};

/** What Mux would answer, were it well. */
function rightAnswer({ method, path }: AskedRequest): unknown {
  if (path === "/counts") return { data: [{ views: 9, viewers: 7, updated_at: "2026-01-01T00:00:00Z" }] };
  if (path.includes("delivery-usage")) return { data: [{ live_stream_id: "stream-1", delivered_seconds: 120 }] };
  if (path.includes("signing-keys")) {
    const key = { id: "key-1", created_at: "1800000000" };
    if (method === "POST") return { data: { ...key, private_key: newPrivateKey } };
    return { data: path.endsWith("signing-keys") ? [key] : key };
  }
  const subject = path.includes("assets") ? asset : liveStream;
  if (path.endsWith("live-streams") || path.endsWith("assets")) {
    return { data: method === "GET" ? [subject, { ...subject, id: "other" }] : subject };
  }
  return { data: subject };
}

/** Quotes what the request held. */
const errorAnswer = () => ({
  error: { type: "invalid_parameters", messages: [`bad token ${tokenSecret}`, `not ${tokenSecret}`] },
});

const handle = {
  provider: "mux",
  version: 1,
  data: { passthrough, access: "public", latency: "standard", liveStreamId: "stream-1", playbackId: "playback-1" },
};
const partial = { ...handle, data: { passthrough, access: "public", latency: "standard" } };

const ticking = new WeakSet<Clock>();

/**
 * Keeps virtual time from leaping ten minutes within one real millisecond, which provider-kit's retries wait for: the
 * last few customers would be taken for hanging.
 */
function tickOn(clock: Clock): void {
  if (ticking.has(clock)) return;
  ticking.add(clock);
  const tick = (): void => void clock.setTimeout(tick, 100);
  tick();
}

/** A call of every kind, with what must hold of its reading. */
function open({ customer, fetch, clock, logger, told }: MutationBench) {
  tickOn(clock);
  const platform = mux({
    tokenId: customer,
    tokenSecret,
    webhookSecret,
    signingKey: { id: "key-1", privateKey: pem },
    viewerCounts: "engagement-counts",
    requestsPerSecond: { post: 1000, other: 1000 },
    ...{ fetch, clock, logger },
  });
  const call = effectContext({ logger });
  const has = (word: string): boolean => told().texts.some((text) => text.includes(word));
  const isFound = (): boolean => told().statuses.some((status) => status >= 200 && status < 300);
  const range = { from: new Date(0), to: new Date() };
  const calls: readonly (() => Promise<unknown>)[] = [
    async () => {
      const { handle: made, continuityWindowSeconds } = await platform.createLiveStream(spec, call);
      expect([typeof made.data.liveStreamId, made.data.liveStreamId === ""]).toEqual(["string", false]);
      expect([typeof made.data.playbackId, made.data.playbackId === ""]).toEqual(["string", false]);
      expect((continuityWindowSeconds ?? 0) >= 0).toBe(true);
      return made;
    },
    async () => {
      const endpoint = await platform.getStreamKey(handle, call);
      expect(has(JSON.stringify(endpoint.streamKey.reveal()).slice(1, -1)) || isFound()).toBe(true);
      return endpoint;
    },
    async () => platform.rotateStreamKey?.(handle, call),
    async () => {
      const status = await platform.getStreamStatus(handle, call);
      if (status.ingest === "receiving") expect(has("active")).toBe(true);
      if (!status.exists) expect(told().statuses).toContain(404);
      expect(status.viewers?.value ?? 0).toBeGreaterThanOrEqual(0);
      return status;
    },
    async () => {
      const handles = ["stream-1", "other", "a", "b", "c", "d"].map((liveStreamId) => ({
        ...handle,
        data: { ...handle.data, liveStreamId },
      }));
      const statuses = (await platform.getStreamStatuses?.(handles, call)) ?? [];
      expect(statuses).toHaveLength(handles.length);
      return statuses;
    },
    async () => {
      const receipt = await platform.endLiveStream(handle, { disposition: "retire", recording: "delete" }, call);
      if (receipt.state === "ended") expect(isFound() || told().statuses.includes(404)).toBe(true);
      return receipt;
    },
    async () => platform.endLiveStream(partial, { disposition: "reuse", recording: "keep" }, call),
    async () => platform.getPlaybackUrl(handle, { purpose: "view" }),
    async () => {
      const found = [];
      for await (const each of platform.listLiveStreams?.(call) ?? []) {
        found.push(each);
        if (found.length > 50) break;
      }
      return found;
    },
    async () => platform.findLiveStream(call),
    async () => {
      const analytics = await platform.getStreamAnalytics(handle, range, call);
      expect(analytics.minutesDelivered ?? 0).toBeGreaterThanOrEqual(0);
      return analytics;
    },
    async () => platform.preflight?.({ ...spec, access: "signed" }, call),
    async () => platform.findRecordings(handle, call),
    async () => platform.createSigningKey(call),
    async () => platform.listSigningKeys(call),
    async () => platform.completeBroadcast(handle, call),
  ];
  return { calls, close: () => platform.close() };
}

it("100,000 mutated answers end in a typed error or a right reading, and show no secret", {
  timeout: 900_000,
}, async () => {
  const secrets = [tokenSecret, streamKey, srtPassphrase, newPrivateKey, pem.split("\n")[3] ?? pem];
  const run = { seed, total, secrets, providers: ["mux"], rightAnswer, errorAnswer, open };
  const { answers, read, refused, wrong } = await readMutatedAnswers(run);
  expect(wrong).toEqual([]);
  expect(answers).toBeGreaterThanOrEqual(total);
  // Both kinds of ends have to be common, or the mutations miss the mark.
  expect(read).toBeGreaterThan(total / 50);
  expect(Object.values(refused).reduce((sum, count) => sum + count, 0)).toBeGreaterThan(total / 50);
});

it("20,000 signed webhooks are read or rejected, and show no key", async () => {
  const random = seededRandom(seed + 1);
  const clock = createVirtualClock();
  const platform = mux({ tokenId: "id", tokenSecret, webhookSecret, clock });
  const data = { ...liveStream, created_at: 1_800_000_000, connected: true, recording: false };
  const types = ["created", "connected", "active", "disconnected", "idle", "simulcast_target.errored"];
  const events = [
    ...types.map((type) => ({ type: `video.live_stream.${type}`, data })),
    { type: "video.asset.ready", data: asset },
    { type: "video.asset.deleted", data: asset },
  ];
  let read = 0;
  for (let round = 0; round < 20_000; round += 1) {
    const right = { id: "event-1", created_at: clock.now().toISOString(), ...events[round % events.length] };
    const webhook = signBytes(clock, mutatedBody(right, random));
    try {
      const hints = (await platform.parseWebhook?.(webhook)) ?? [];
      read += 1;
      for (const { id, vendorRef, evidence } of hints) {
        expect([typeof id, typeof vendorRef, vendorRef === ""]).toEqual(["string", "string", false]);
        if (evidence) expect(Number.isNaN(Date.parse(evidence.expiresAt))).toBe(false);
      }
      if (JSON.stringify(hints).includes(streamKey)) expect.fail(`seed ${seed}: the stream key came out`);
    } catch (thrown) {
      if (!HybridStreamError.isInstance(thrown) || thrown.code !== "webhook-rejected") throw thrown;
      expect(thrown.message).not.toContain(streamKey);
    }
  }
  expect(read).toBeGreaterThan(2000);
  await platform.close();
});

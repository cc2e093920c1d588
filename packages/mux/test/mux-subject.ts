import { createHmac, randomUUID } from "node:crypto";
import { createHlsProbe } from "@hybrid-stream/provider-kit";
import { type Clock, type RawWebhook, systemClock } from "@hybrid-stream/spec";
import type { PlatformSubject, StreamWebhookRequest, VendorFault } from "@hybrid-stream/testkit";
import type { MuxPlatform } from "../src/index.js";
import type { MuxFault, MuxOperation, MuxSimulator } from "../src/simulator.js";
import { benchOn, webhookSecret } from "./mux-bench.js";

interface Signing {
  readonly agoSeconds?: number;
  readonly secret?: string;
}

/** A webhook with these bytes as Mux signs it, sent so long ago, received now. */
export function signBytes(
  clock: Clock,
  body: Uint8Array,
  { agoSeconds = 0, secret = webhookSecret }: Signing = {},
): RawWebhook {
  const time = Math.floor(clock.now().getTime() / 1000) - agoSeconds;
  const signature = createHmac("sha256", secret).update(`${time}.`).update(body).digest("hex");
  const headers = { "mux-signature": `t=${time},v1=${signature}` };
  return { method: "POST", url: "https://shop.example/webhooks/mux", headers, body, receivedAt: clock.now() };
}

/** An event that happened and was sent so long ago. */
export function signedWebhook(
  clock: Clock,
  event: { readonly type: string; readonly data: object; readonly id?: string },
  signing: Signing = {},
): RawWebhook {
  const at = new Date(clock.now().getTime() - (signing.agoSeconds ?? 0) * 1000);
  const text = JSON.stringify({ id: randomUUID(), created_at: at.toISOString(), ...event });
  return signBytes(clock, new TextEncoder().encode(text), signing);
}

const streamWebhook = ({ stream, event, agoSeconds, isForged }: StreamWebhookRequest): RawWebhook => {
  const type = `video.live_stream.${event === "receiving" ? "active" : "idle"}`;
  const data = { id: stream.data.liveStreamId, status: event === "receiving" ? "active" : "idle" };
  const secret = isForged ? "whsec-of-a-stranger" : webhookSecret;
  return signedWebhook(systemClock, { type, data }, { agoSeconds, secret });
};

const statuses = {
  unauthorized: 401,
  forbidden: 403,
  "not-found": 404,
  conflict: 409,
  "rate-limited": 429,
  "server-error": 503,
} as const;
const operations: Record<VendorFault["requests"], MuxOperation | null> = {
  all: null,
  create: "createLiveStream",
  rotate: "resetStreamKey",
  end: "disableLiveStream",
};

/** Fields that nobody has heard of, everywhere. */
const widened = (value: unknown): unknown => {
  if (Array.isArray(value)) return value.map(widened);
  if (typeof value !== "object" || value === null) return value;
  return { ...Object.fromEntries(Object.entries(value).map(([key, each]) => [key, widened(each)])), new_field: [{}] };
};

function faultOf({ kind, retryAfterSeconds }: VendorFault): MuxFault {
  switch (kind) {
    case "no-answer":
      return { kind: "slow", milliseconds: 3_600_000 };
    case "extra-fields":
      return { kind: "body", change: (text) => JSON.stringify(widened(JSON.parse(text))) };
    case "truncated":
    case "unknown-value":
    case "lost-answer":
      return { kind };
    default:
      return { kind: "status", status: statuses[kind], ...(retryAfterSeconds && { retryAfterSeconds }) };
  }
}

function breakVendor({ faults }: MuxSimulator, fault: VendorFault): () => void {
  const operation = operations[fault.requests];
  const times = operation === null ? Number.POSITIVE_INFINITY : 1;
  faults.add(faultOf(fault), { times, ...(operation && { operation }) });
  return () => faults.clear();
}

/** Mux against its simulator, by the machine's clock: whoever waits for an answer waits for real. */
export function muxSubject(): PlatformSubject {
  const bench = benchOn(systemClock, {}, { timings: { activeMs: 100, segmentMs: 200 } });
  const { simulator } = bench;
  const signingKey = simulator.createSigningKey();
  const probe = createHlsProbe({ fetch: simulator.fetch });
  const another = (): MuxPlatform => bench.another({ signingKey });
  const provider = another();
  return {
    provider,
    secrets: [webhookSecret, simulator.credentials.tokenSecret, signingKey.privateKey],
    publish: async (endpoint) => simulator.connectEncoder(endpoint.streamKey.reveal()),
    probe: (url) => probe.probe(url),
    requests: () => bench.sent(),
    liveStreams: () => simulator.liveStreams().length,
    unknownHandle: () => ({
      provider: provider.id,
      version: 1,
      data: {
        passthrough: "hs1/000000000000/1/cnobody",
        access: "public",
        latency: "standard",
        liveStreamId: "never-was",
        playbackId: "never-was",
      },
    }),
    breakNextCall: () => simulator.faults.add({ kind: "status", status: 500 }),
    breakVendor: (fault) => breakVendor(simulator, fault),
    another,
    addForeignStream: async () => {
      const { tokenId, tokenSecret } = simulator.credentials;
      await simulator.fetch("https://api.mux.com/video/v1/live-streams", {
        method: "POST",
        headers: { authorization: `Basic ${Buffer.from(`${tokenId}:${tokenSecret}`).toString("base64")}` },
        body: JSON.stringify({ playback_policies: ["public"], passthrough: "made by hand" }),
      });
    },
    makeWebhook: () =>
      signedWebhook(systemClock, { type: "video.live_stream.active", data: { id: "live-1", stream_key: "a-key" } }),
    makeStreamWebhook: streamWebhook,
    dispose: async () => {
      await probe.close();
      await bench.close();
    },
  };
}

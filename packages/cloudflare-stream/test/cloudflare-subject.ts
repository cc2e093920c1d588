import { generateKeyPairSync } from "node:crypto";
import type { PlatformSubject, VendorFault } from "@hybrid-stream/testkit";
import type { CloudflareFault, CloudflareOperation, CloudflareStreamSimulator } from "../src/simulator.js";
import { acceleratedClock } from "./accelerated-clock.js";
import { apiToken, notificationSecret, simulatedPlatform, webhookSecret } from "./simulated-platform.js";
import { notification, videoWebhook } from "./webhooks.js";

const { privateKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
const pem = privateKey.export({ format: "pem", type: "pkcs1" }).toString();

const statuses = {
  unauthorized: 401,
  forbidden: 403,
  "not-found": 404,
  conflict: 409,
  "rate-limited": 429,
  "server-error": 503,
} as const;
const operations: Record<VendorFault["requests"], CloudflareOperation | null> = {
  all: null,
  create: "createLiveInput",
  rotate: "rotateKeys",
  end: "updateLiveInput",
};

function faultOf({ kind, retryAfterSeconds }: VendorFault): CloudflareFault {
  switch (kind) {
    case "no-answer":
      return { kind: "slow", milliseconds: 3_600_000 };
    case "truncated":
    case "unknown-value":
    case "extra-fields":
    case "lost-answer":
      return { kind };
    default:
      return { kind: "status", status: statuses[kind], ...(retryAfterSeconds && { retryAfterSeconds }) };
  }
}

function breakVendor({ faults }: CloudflareStreamSimulator, fault: VendorFault): () => void {
  const operation = operations[fault.requests];
  const times = operation === null ? Number.POSITIVE_INFINITY : 1;
  faults.add(faultOf(fault), { times, ...(operation && { operation }) });
  return () => faults.clear();
}

/** Seconds of Cloudflare pass in 50 ms. */
const speed = 20;

/** Cloudflare Stream against its simulator, in process and without media. */
export function cloudflareSubject(): PlatformSubject {
  const bench = simulatedPlatform(acceleratedClock(speed), { signingKey: { id: "key-1", pem } });
  const { platform, simulator, clock, probe } = bench;
  return {
    provider: platform,
    secrets: [apiToken, notificationSecret, webhookSecret, pem],
    output: () => bench.lines.join("\n"),
    publish: async ({ streamKey }) => simulator.connect(streamKey.reveal()),
    probe: (url) => probe.probe(url),
    requests: bench.sent,
    liveStreams: () => simulator.inputs().length,
    unknownHandle: () => ({
      provider: platform.id,
      version: 1,
      data: { inputId: "0123456789abcdef", access: "public", lowLatency: false, customerCode: "simulated" },
    }),
    breakNextCall: () => simulator.faults.add({ kind: "status", status: 403 }),
    breakVendor: (fault) => breakVendor(simulator, fault),
    another: bench.another,
    addForeignStream: async () => {
      await simulator.fetch(
        `https://api.cloudflare.com/client/v4/accounts/${simulator.credentials.accountId}/stream/live_inputs`,
        {
          method: "POST",
          headers: { authorization: `Bearer ${apiToken}` },
          body: JSON.stringify({ meta: { name: "made by hand" } }),
        },
      );
    },
    makeWebhook: () => videoWebhook({ uid: "video-1", liveInput: "input-1", readyToStream: true }, clock.now()),
    makeStreamWebhook: ({ stream, event, agoSeconds, isForged }) =>
      notification(
        {
          inputId: platform.inputIdOf(stream),
          event: event === "receiving" ? "connected" : "disconnected",
          at: new Date(clock.now().getTime() - agoSeconds * 1000),
        },
        clock.now(),
        isForged ? "the secret of a stranger" : notificationSecret,
      ),
    wait: {
      pause: (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds / speed)),
      intervalMs: 400,
      timeoutMs: 200_000,
    },
    dispose: () => bench.close(),
  };
}

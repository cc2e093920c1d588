import { type ErrorCode, type Hint, HybridStreamError, type RawWebhook } from "@hybrid-stream/spec";
import {
  type FakeStreamingPlatform,
  fakeWebhook,
  type StreamWebhookRequest,
  type VendorFault,
  type VendorFaultKind,
} from "../src/index.js";

/** The fault that a fake's vendor has now; `null`: it is sound. */
export interface FakeVendor {
  fault: VendorFault | null;
}

const errors: Partial<Record<VendorFaultKind, ErrorCode>> = {
  unauthorized: "unauthorized",
  forbidden: "forbidden",
  "not-found": "not-found",
  conflict: "conflict",
  "rate-limited": "rate-limited",
  "server-error": "vendor-unavailable",
  truncated: "unexpected-response",
  "lost-answer": "connection-lost",
};
const operations = { all: "*", create: "createLiveStream", rotate: "rotateStreamKey", end: "endLiveStream" } as const;
const hourMs = 3_600_000;

/** Breaks a fake as a simulator breaks its vendor; returns what heals it. */
export function breakFake(platform: FakeStreamingPlatform, vendor: FakeVendor, fault: VendorFault): () => void {
  vendor.fault = fault;
  const error = errors[fault.kind];
  const isDone = ["truncated", "lost-answer"].includes(fault.kind);
  const times = fault.requests === "all" ? Number.POSITIVE_INFINITY : 1;
  if (fault.kind === "no-answer") platform.faults.next("*", { delayMs: hourMs, times });
  else if (error !== undefined) {
    platform.faults.next(operations[fault.requests], {
      error,
      effect: isDone ? "once" : "none",
      retryAfterMs: (fault.retryAfterSeconds ?? 0) * 1000,
      times,
    });
  }
  return () => {
    vendor.fault = null;
    platform.faults.heal();
  };
}

const isNotFound = (thrown: unknown): boolean => HybridStreamError.isInstance(thrown) && thrown.code === "not-found";

/** A fake that reads its vendor's faults as a client does: absence is a value, an unheard-of state is unknown. */
export function readingFaults(platform: FakeStreamingPlatform, vendor: FakeVendor): FakeStreamingPlatform {
  return {
    ...platform,
    getStreamStatus: async (handle, call) => {
      try {
        const status = await platform.getStreamStatus(handle, call);
        return vendor.fault?.kind === "unknown-value" ? { ...status, ingest: "unknown" } : status;
      } catch (thrown) {
        if (!isNotFound(thrown)) throw thrown;
        const observedAt = platform.world.clock.now();
        const nothing = {
          broadcastId: null,
          health: "unknown",
          bitrateKbps: null,
          viewers: null,
          error: null,
        } as const;
        return { ...nothing, exists: false, ingest: "idle", observedAt };
      }
    },
    endLiveStream: (handle, end, call) =>
      platform.endLiveStream(handle, end, call).catch((thrown: unknown) => {
        if (!isNotFound(thrown)) throw thrown;
        return { state: "ended", viewersOff: true, retryAfterMs: 0 };
      }),
  };
}

/** A message about a fake stream; its evidence is good for a minute from what happened. */
export function fakeStreamWebhook(platform: FakeStreamingPlatform, request: StreamWebhookRequest): RawWebhook {
  const now = platform.world.clock.now();
  const happenedAt = now.getTime() - request.agoSeconds * 1000;
  const hint: Hint = {
    id: `${request.event}-${happenedAt}`,
    provider: platform.id,
    vendorRef: String(request.stream.data.streamId),
    summary: `media is ${request.event}`,
    evidence: {
      condition: "IngestReceiving",
      value: request.event === "receiving",
      reason: request.event,
      observedAt: new Date(happenedAt).toISOString(),
      expiresAt: new Date(happenedAt + 60_000).toISOString(),
    },
  };
  const webhook = fakeWebhook(platform.id, [hint], now);
  return request.isForged ? { ...webhook, headers: fakeWebhook("another-secret", [hint], now).headers } : webhook;
}

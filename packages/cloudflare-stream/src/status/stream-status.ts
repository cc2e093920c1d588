import { type ErrorSummary, HybridStreamError, type LiveStreamStatus, type ViewerCount } from "@hybrid-stream/spec";
import type { LiveInput } from "../live-inputs/live-input.js";

/** For how long an error of the last connection is told. Older ones say nothing about the next one. */
const errorMs = 300_000;

type Told = Pick<LiveStreamStatus, "ingest" | "error">;

function refusal(provider: string, reason: string | null): ErrorSummary {
  const said = reason === null ? "" : ` (${reason})`;
  return new HybridStreamError({
    code: "destination-refused",
    message: `Cloudflare refused what the publisher sends${said}. Check H.264 with AAC, a keyframe every 2 to 10 s, 2 to 14 Mbit/s, and the account's storage.`,
    provider,
    operation: "getStreamStatus",
  }).toJSON();
}

/** What one live input says of its ingest. */
export function ingestOf(input: LiveInput, { provider, now }: { readonly provider: string; readonly now: Date }): Told {
  const { state, reason, enteredAt, lastSeenAt } = input.status;
  const sinceMs = (date: Date | null): number => (date === null ? 0 : now.getTime() - date.getTime());
  switch (state) {
    case "connected":
      return { ingest: "receiving", error: null };
    case "reconnecting":
      return { ingest: "interrupted", error: null };
    case "errored":
      if (sinceMs(enteredAt) > errorMs) return { ingest: "idle", error: null };
      return { ingest: "refused", error: refusal(provider, reason) };
    case "disconnected": {
      const windowMs = (input.recording?.timeoutSeconds ?? 0) * 1000;
      const left = enteredAt ?? lastSeenAt;
      const mayComeBack = input.enabled !== false && left !== null && sinceMs(left) < windowMs;
      return { ingest: mayComeBack ? "interrupted" : "idle", error: null };
    }
    case "never-connected":
      return { ingest: "idle", error: null };
    case "unknown":
      return { ingest: "unknown", error: null };
  }
}

export function statusOf({
  told,
  broadcastId,
  viewers,
  observedAt,
}: {
  readonly told: Told;
  readonly broadcastId: string | null;
  readonly viewers: ViewerCount | null;
  readonly observedAt: Date;
}): LiveStreamStatus {
  const { ingest, error } = told;
  // Bitrate and keyframe interval are not in any documented answer.
  const health = ingest === "refused" ? "poor" : "unknown";
  return { exists: true, ingest, broadcastId, health, bitrateKbps: null, viewers, error, observedAt };
}

/** Of an input that Cloudflare does not know. */
export function absentStatus(observedAt: Date): LiveStreamStatus {
  return {
    ...statusOf({ told: { ingest: "idle", error: null }, broadcastId: null, viewers: null, observedAt }),
    exists: false,
  };
}

import type { HlsProbeResult } from "@hybrid-stream/provider-kit";
import { HybridStreamError } from "@hybrid-stream/spec";
import type { FakeWorldEngine } from "./fake-world-engine.js";
import type { FakeStream } from "./fake-world-types.js";

const windowSegments = 6;

/** The playlist as a player would see it now. */
export function probeStream(world: FakeWorldEngine, stream: FakeStream | undefined): HlsProbeResult {
  world.catchUp();
  if (stream && !stream.playlistReachable) {
    const error = new HybridStreamError({
      code: "network-unreachable",
      message: "The fake platform does not answer.",
      provider: stream.platform,
    });
    return { state: "unreachable", error: error.toJSON() };
  }
  if (!stream || stream.state === "deleted") return { state: "not-yet", reason: "not-found", status: 404 };
  const segments = Math.floor(stream.mediaMs / world.segmentMs);
  if (segments === 0) return { state: "not-yet", reason: "no-segments", status: 404 };
  const segmentCount = Math.min(windowSegments, segments);
  return {
    state: "playing",
    lastSegment: segments - 1,
    mediaSequence: segments - segmentCount,
    segmentCount,
    targetDurationSeconds: world.segmentMs / 1000,
    ended: stream.state === "ended",
    programDateTime: stream.lastMediaAt === null ? null : world.dateAt(stream.lastMediaAt),
  };
}

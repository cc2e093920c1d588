import type { LiveStreamStatus, PlatformCapabilities } from "@hybrid-stream/spec";
import type { FakeWorld } from "./fake-world.js";
import type { FakeStream } from "./fake-world-types.js";

/** What a platform would say about a stream. */
export function liveStreamStatusOf(
  stream: FakeStream | undefined,
  context: { readonly world: FakeWorld; readonly viewerCount: PlatformCapabilities["viewerCount"] },
): LiveStreamStatus {
  const observedAt = context.world.clock.now();
  const exists = stream !== undefined && stream.state !== "deleted";
  const ingest = exists ? ingestOf(context.world, stream) : "idle";
  const viewers =
    exists && context.viewerCount !== "none"
      ? { value: stream.viewers, method: context.viewerCount, observedAt: observedAt.toISOString() }
      : null;
  return {
    exists,
    ingest,
    broadcastId: exists ? stream.broadcastId : null,
    health: ingest === "receiving" ? "good" : "unknown",
    bitrateKbps: ingest === "receiving" ? 2496 : null,
    viewers,
    error: null,
    observedAt,
  };
}

function ingestOf(world: FakeWorld, stream: FakeStream): LiveStreamStatus["ingest"] {
  if (!stream.acceptsIngest) return "refused";
  const writers = [...stream.connections.keys()].map((id) => world.task(id));
  if (writers.some((task) => !task.stalled)) return "receiving";
  if (stream.state !== "open" || stream.lastMediaAt === null) return "idle";
  const gap = world.clock.monotonic() - stream.lastMediaAt;
  return gap <= stream.continuityWindowSeconds * 1000 ? "interrupted" : "idle";
}

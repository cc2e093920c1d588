import type { StreamState } from "@hybrid-stream/spec";
import type { Effect } from "./effect.js";
import { failChannel } from "./fail.js";
import { isDue, note, type Turn } from "./turn.js";

/** Makes a stream exist at the preferred platform that has not refused. */
export function ensureStream(turn: Turn): Effect | null {
  const stream = currentStream(turn) ?? chooseStream(turn);
  if (stream === null || stream.step !== "creating" || !isDue(turn, stream.retryAt)) return null;
  stream.requested = true;
  return { kind: "create-stream", platform: stream.platform, incarnation: stream.incarnation };
}

function currentStream(turn: Turn): StreamState | null {
  const { stream } = turn.next;
  if (stream === null || stream.step === "creating" || stream.step === "ready") return stream;
  // Ordered back to life while it was being taken down: it ends beside its successor.
  if (stream.step === "ending") turn.next.formerStreams.push(stream);
  turn.next.stream = null;
  return null;
}

function chooseStream(turn: Turn): StreamState | null {
  const wanted = turn.order.platforms ?? turn.facts.platforms.map((platform) => platform.id);
  const known = new Set(turn.facts.platforms.map((platform) => platform.id));
  const platform = wanted.find((id) => known.has(id) && !turn.next.refusedProviders.includes(id));
  if (platform === undefined) {
    failChannel(
      turn,
      turn.next.error ?? {
        code: "no-provider",
        fault: "caller",
        retry: "never",
        message: "No configured platform can serve this order: add one to `platforms`.",
        field: "platforms",
      },
    );
    return null;
  }
  turn.next.counters.streamIncarnation += 1;
  turn.next.stream = {
    platform,
    incarnation: turn.next.counters.streamIncarnation,
    step: "creating",
    handle: null,
    continuityWindowSeconds: null,
    sessionHoldSeconds: 0,
    keyId: null,
    keyShared: false,
    broadcastId: null,
    viewersOff: false,
    requested: false,
    retryAt: null,
    failures: 0,
  };
  note(turn, "decision", `A live stream is needed: ${platform} shall create it.`, {
    platform,
    streamIncarnation: turn.next.stream.incarnation,
  });
  return turn.next.stream;
}

import type { StreamState } from "@hybrid-stream/spec";
import type { Effect } from "./effect.js";
import { platformFacts } from "./facts.js";
import { failChannel } from "./fail.js";
import { leftOver } from "./initial-state.js";
import { newStream, reuseStream } from "./streams.js";
import { tombstoneOf } from "./tombstone.js";
import { isDue, iso, note, type Turn } from "./turn.js";

/** Makes a stream exist at the preferred platform that has not refused. */
export function ensureStream(turn: Turn): Effect | null {
  leaveLostStream(turn);
  const stream = currentStream(turn) ?? chooseStream(turn);
  if (stream === null || stream.step !== "creating" || !isDue(turn, stream.retryAt)) return null;
  stream.requested = true;
  return { kind: "create-stream", platform: stream.platform, incarnation: stream.incarnation };
}

/** A stream that its platform does not know any more, or whose platform will not do, carries nothing. */
function leaveLostStream(turn: Turn): void {
  const { stream, refusedProviders } = turn.next;
  if (stream === null || stream.step === "ended" || stream.step === "ending") return;
  const { stream: observed } = turn.observations;
  const lost = stream.step === "ready" && observed?.ok === true && !observed.value.exists;
  const unusable = refusedProviders.includes(stream.platform) || !platformFacts(turn.facts, stream.platform);
  if (!lost && !unusable) return;
  note(
    turn,
    "decision",
    `The live stream at ${stream.platform} is left: ${lost ? "it is gone" : "it cannot be used"}.`,
    {
      platform: stream.platform,
      streamIncarnation: stream.incarnation,
    },
  );
  abandonStream(turn, stream);
}

/** The stream is ended beside its successor, and whoever pushes into it is stopped. */
function abandonStream(turn: Turn, stream: StreamState): void {
  const { relay } = turn.next;
  if (relay?.requested && relay.step !== "gone") turn.next.tombstones.push(tombstoneOf(relay, iso(turn), iso(turn)));
  turn.next.relay = null;
  if (stream.requested) turn.next.formerStreams.push(leftOver(stream));
  turn.next.stream = null;
}

function currentStream(turn: Turn): StreamState | null {
  const { stream } = turn.next;
  if (stream === null || stream.step === "creating" || stream.step === "ready") return stream;
  const reused = reuseStream(turn.order, stream);
  // Ordered back to life while it was being taken down: it ends beside its successor.
  if (reused === null && (stream.step === "ending" || stream.kept)) turn.next.formerStreams.push(leftOver(stream));
  turn.next.stream = reused;
  return reused;
}

function chooseStream(turn: Turn): StreamState | null {
  const wanted = turn.order.platforms ?? turn.facts.platforms.map((platform) => platform.id);
  const platform = wanted.find(
    (id) => platformFacts(turn.facts, id) !== undefined && !turn.next.refusedProviders.includes(id),
  );
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
  turn.next.stream = newStream(turn.order, { platform, incarnation: turn.next.counters.streamIncarnation });
  note(turn, "decision", `A live stream is needed: ${platform} shall create it.`, {
    platform,
    streamIncarnation: turn.next.stream.incarnation,
  });
  return turn.next.stream;
}

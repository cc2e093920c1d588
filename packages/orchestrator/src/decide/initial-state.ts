import type {
  ChannelOrder,
  ChannelState,
  Condition,
  ConditionName,
  PlaybackEvidence,
  StartBudget,
  StreamState,
} from "@hybrid-stream/spec";
import { reuseStream } from "./streams.js";
import { tombstoneOf } from "./tombstone.js";

const conditionNames: readonly ConditionName[] = [
  "PublisherPresent",
  "RelayRunning",
  "IngestReceiving",
  "PlaybackAdvancing",
  "WithinBudget",
];

function unknownConditions(at: string): Record<ConditionName, Condition> {
  const unknown: Condition = { value: "unknown", reason: "not-observed", source: "order", since: at, observedAt: at };
  return Object.fromEntries(conditionNames.map((name) => [name, { ...unknown }])) as Record<ConditionName, Condition>;
}

export const noEvidence: PlaybackEvidence = {
  lastSegment: null,
  sawNothing: false,
  advancedAt: null,
  targetDurationSeconds: null,
  observedFrom: null,
  connectUntil: null,
  lateSince: null,
  segments: 0,
};

const fullBudget: StartBudget = { starts: [], pauseMs: 0, notBefore: null, inRow: 0 };

/** The state before the first turn of a session. What must outlive a session comes from the one before. */
export function openSession(order: ChannelOrder, former: ChannelState | null, now: Date): ChannelState {
  const at = now.toISOString();
  const state: ChannelState = {
    version: 1,
    session: order.session,
    handledRevision: order.orderRevision,
    phase: "idle",
    phaseSince: at,
    phaseReason: "ordered",
    firstLiveAt: null,
    interruptedAt: null,
    conditions: unknownConditions(at),
    stream: null,
    formerStreams: structuredClone(former?.formerStreams ?? []),
    relay: null,
    tombstones: structuredClone(former?.tombstones ?? []),
    playback: { ...noEvidence },
    counters: { ...(former?.counters ?? { streamIncarnation: 0, relayGeneration: 0 }) },
    playbackVersion: former?.playbackVersion ?? 0,
    measures: {
      bitrateKbps: null,
      health: "unknown",
      hlsViewers: null,
      rtcViewers: null,
      relaySpeed: null,
      droppedFrames: null,
    },
    starts: structuredClone(fullBudget),
    relayRestarts: 0,
    relayError: null,
    refusedProviders: [],
    error: null,
    settled: false,
  };
  carryOver(state, former, order);
  return state;
}

/** What the session before left is ended beside the new one; a stream kept for reuse is used again. */
function carryOver(state: ChannelState, former: ChannelState | null, order: ChannelOrder): void {
  const { stream, relay } = former ?? {};
  if (stream) {
    state.stream = reuseStream(order, stream);
    if (state.stream === null && (stream.step !== "ended" || stream.kept)) state.formerStreams.push(leftOver(stream));
  }
  if (relay?.requested && relay.step !== "gone") {
    state.tombstones.push(tombstoneOf(relay, state.phaseSince, state.phaseSince));
  }
}

/** To be ended, whatever is known of it. */
export function leftOver(stream: StreamState): StreamState {
  const step = stream.handle === null ? "creating" : "ending";
  return { ...stream, step, viewersOff: false, kept: false, retryAt: null, failures: 0 };
}

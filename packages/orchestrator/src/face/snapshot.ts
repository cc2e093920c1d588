import type {
  ChannelMeasures,
  ChannelMode,
  ChannelRecord,
  ChannelState,
  Condition,
  ConditionName,
  ErrorSummary,
  Phase,
} from "@hybrid-stream/spec";
import type { CostSummary } from "../cost/channel-cost.js";

/** The seed's view of a relay. */
export type SeedRelayStatus = "starting" | "active" | "stopped" | "error";

/** A channel as a host sees it. Plain JSON without secrets. */
export interface ChannelSnapshot {
  channelId: string;
  session: number;
  mode: ChannelMode;
  desired: "live" | "ended";
  /** ISO 8601. */
  orderedAt: string;
  phase: Phase;
  /** ISO 8601. */
  phaseSince: string;
  phaseReason: string;
  /** When the session first became live. ISO 8601. */
  firstLiveAt: string | null;
  conditions: Record<ConditionName, Condition> | null;
  relayStatus: SeedRelayStatus;
  health: "good" | "fair" | "poor";
  relay: {
    provider: string;
    relayGeneration: number;
    relayAttempt: number;
    step: string;
    startedAt: string | null;
    encoding: { kind: "copy" | "transcode"; reason: string } | null;
    lastError: ErrorSummary | null;
  } | null;
  relayRestarts: number;
  /** Why the last relay failed; `null` again after a minute of health. */
  relayError: ErrorSummary | null;
  streamingPlatform: string | null;
  streamKeyId: string | null;
  broadcastId: string | null;
  /** Segments seen to appear since the session began. */
  segments: number;
  measures: ChannelMeasures | null;
  /** 0: there is no playback yet. Raised when players must fetch it anew. */
  playbackVersion: number;
  /** No viewer gets new media and the key is dead. */
  viewersOff: boolean;
  /** Everything is confirmed gone. */
  settled: boolean;
  /** When the next start may happen, where one is held back. ISO 8601. */
  nextStartAt: string | null;
  error: ErrorSummary | null;
  /** As of the last full minute; `null` without the option `cost`, and for shows that this process has not metered. */
  cost: CostSummary | null;
  tags: Record<string, string>;
}

/** The view of a stored channel. */
export function snapshotOf({ order, state: stored }: ChannelRecord, cost: CostSummary | null = null): ChannelSnapshot {
  // What is known of a former session says nothing about the one just ordered.
  const state = stored?.session === order.session ? stored : null;
  return {
    channelId: order.channelId,
    session: order.session,
    mode: order.mode,
    desired: order.desired,
    orderedAt: order.orderedAt,
    phase: state?.phase ?? "idle",
    phaseSince: state?.phaseSince ?? order.orderedAt,
    phaseReason: state?.phaseReason ?? "ordered",
    firstLiveAt: state?.firstLiveAt ?? null,
    conditions: state?.conditions ?? null,
    relayStatus: relayStatusOf(order.mode, state),
    health: healthOf(state),
    relay: relayOf(state),
    relayRestarts: state?.relayRestarts ?? 0,
    relayError: state?.relayError ?? null,
    streamingPlatform: state?.stream?.platform ?? null,
    streamKeyId: state?.stream?.keyId ?? null,
    broadcastId: state?.stream?.broadcastId ?? null,
    segments: state?.playback.segments ?? 0,
    measures: state?.measures ?? null,
    playbackVersion: state?.playbackVersion ?? 0,
    viewersOff: areViewersOff(state),
    settled: state?.settled ?? false,
    nextStartAt: state?.starts.notBefore ?? null,
    error: state?.error ?? null,
    cost,
    tags: order.tags,
  };
}

/** Whether a channel that was ordered to end gives nothing to viewers any more. */
export function areViewersOff(state: ChannelState | null): boolean {
  if (state === null || !(state.phase === "draining" || state.phase === "ended" || state.phase === "failed"))
    return false;
  const streams = state.stream === null ? state.formerStreams : [state.stream, ...state.formerStreams];
  return streams.every((stream) => stream.viewersOff || stream.step === "ended");
}

function relayOf(state: ChannelState | null): ChannelSnapshot["relay"] {
  if (!state?.relay) return null;
  const { provider, generation, attempt, step, startedAt, encoding, lastError } = state.relay;
  return { provider, relayGeneration: generation, relayAttempt: attempt, step, startedAt, encoding, lastError };
}

function relayStatusOf(mode: ChannelMode, state: ChannelState | null): SeedRelayStatus {
  if (state === null || state.phase === "idle") return "starting";
  if (state.phase === "failed") return "error";
  if (state.phase === "draining" || state.phase === "ended" || state.phase === "waiting") return "stopped";
  if (state.relay?.step === "started" && state.conditions.RelayRunning.value === "true") return "active";
  if (state.phase === "recovering" || state.phase === "fallback") return "error";
  return mode === "hybrid" ? "starting" : "stopped";
}

function healthOf(state: ChannelState | null): ChannelSnapshot["health"] {
  switch (state?.phase) {
    case "live":
      return state.measures.health === "poor" || state.measures.health === "fair" ? state.measures.health : "good";
    case "degraded":
    case "waiting":
      return "fair";
    default:
      return "poor";
  }
}

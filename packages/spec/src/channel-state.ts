import type { Condition, ConditionName } from "./condition.js";
import type { ErrorSummary } from "./error.js";
import type { LiveStreamHandle, RelayHandle } from "./handle.js";
import type { Health, ViewerCount } from "./measure.js";
import type { Phase } from "./phase.js";

/** The live stream that the channel uses, or is about to. */
export interface StreamState {
  /** The platform's id. */
  platform: string;
  incarnation: number;
  /** The session that uses it. */
  session: number;
  /** What it was created with; a session that wants something else gets a new one. */
  wanted: { access: "public" | "signed"; recording: boolean; latency: "standard" | "low" };
  /**
   * - `creating`: the intent is stored; the outcome may be unknown
   * - `ready`: the platform has it
   * - `ending`: being taken down
   * - `ended`: the platform confirmed
   */
  step: "creating" | "ready" | "ending" | "ended";
  /** `null` until the platform answered; may be partial while `creating`. */
  handle: LiveStreamHandle | null;
  /** Seconds; `null` when the platform does not tell. */
  continuityWindowSeconds: number | null;
  /** Seconds. */
  sessionHoldSeconds: number;
  /** Names the key that a publisher must use now; `null` until first read. */
  keyId: string | null;
  /** A publisher may hold the key: another one may follow only after a fence. */
  keyShared: boolean;
  broadcastId: string | null;
  /** No viewer gets new media and the key is dead. */
  viewersOff: boolean;
  /** Ended, but left at the platform for the next show. */
  kept: boolean;
  /** Whether a request to create it may have reached the platform. */
  requested: boolean;
  /** An answer was lost: it may exist although no handle is known. */
  outcomeUnknown: boolean;
  /** Before this, no further request about it. ISO 8601; `null`: at once. */
  retryAt: string | null;
  /** Requests that failed in a row. */
  failures: number;
}

/** The relay that the channel uses, or is about to. */
export interface RelayRecord {
  /** The relay provider's id. */
  provider: string;
  generation: number;
  attempt: number;
  /**
   * - `fencing`: the relay before it must be shut out first
   * - `starting`: the intent is stored; the outcome may be unknown
   * - `started`: its provider has it
   * - `stopping`: being stopped
   * - `gone`: over; `proven` says how certain that is
   */
  step: "fencing" | "starting" | "started" | "stopping" | "gone";
  /** `null` until its provider answered; may be partial while `starting`. */
  handle: RelayHandle | null;
  /** The key that it was started with. */
  keyId: string | null;
  /** The instance that started it. */
  instanceId: string;
  /** Whether a request to start it may have reached its provider. */
  requested: boolean;
  /** An answer was lost: it may run although no handle is known. */
  outcomeUnknown: boolean;
  /** ISO 8601; `null` until started. */
  startedAt: string | null;
  /** When the provider first said `absent`, in a row. ISO 8601. */
  absentSince: string | null;
  /** Of a relay that is `gone`: whether that is proven. If not, only a fenced replacement may follow. */
  proven: boolean;
  /** The source came to its end and cannot be opened again. */
  sourceExhausted: boolean;
  /** Why it is being stopped. */
  stopReason: string | null;
  lastError: ErrorSummary | null;
  encoding: { kind: "copy" | "transcode"; reason: string } | null;
}

/** A relay that was ordered to stop or shut out, and is looked at again until it is proven gone. */
export interface Tombstone {
  provider: string;
  generation: number;
  attempt: number;
  instanceId: string;
  handle: RelayHandle | null;
  /** ISO 8601. */
  since: string;
  /** ISO 8601. */
  lookAgainAt: string;
}

/** What the probe saw of the playlist. */
export interface PlaybackEvidence {
  /** Number of the last segment: media sequence plus count, less one. `null` until a playlist was seen. */
  lastSegment: number | null;
  /** Whether the playlist was seen to be missing in this attempt. */
  sawNothing: boolean;
  /** When the last segment's number last grew. ISO 8601; `null`: not in this attempt. */
  advancedAt: string | null;
  targetDurationSeconds: number | null;
  /** When this owner began to look at this attempt: what should have come since then counts. ISO 8601. */
  observedFrom: string | null;
  /** Until then a relay that has just started may still be connecting. ISO 8601. */
  connectUntil: string | null;
  /** The first of the last looks in a row that found the segments late. ISO 8601. */
  lateSince: string | null;
  /** Segments seen to appear since the session began. */
  segments: number;
}

/** The measures that a snapshot shows. `null` is "not known". */
export interface ChannelMeasures {
  bitrateKbps: number | null;
  health: Health;
  hlsViewers: ViewerCount | null;
  rtcViewers: ViewerCount | null;
  relaySpeed: number | null;
  droppedFrames: number | null;
}

/** Bounds the effort: when the next start may happen, and which have happened. */
export interface StartBudget {
  /** Starts of the last minutes. ISO 8601, oldest first. */
  starts: string[];
  /** The last pause, for the decorrelated jitter. Milliseconds. */
  pauseMs: number;
  /** ISO 8601; `null`: at once. */
  notBefore: string | null;
  /** Starts since viewers last had a minute of health. */
  inRow: number;
}

/** What the loop knows about a channel. Written by the lease holder alone. */
export interface ChannelState {
  version: 1;
  session: number;
  /** The order that the last turn acted on. */
  handledRevision: number;
  phase: Phase;
  /** ISO 8601. */
  phaseSince: string;
  phaseReason: string;
  /** When the session first became live. ISO 8601. */
  firstLiveAt: string | null;
  /** When viewers last stopped getting new segments; `null` while they do. ISO 8601. */
  interruptedAt: string | null;
  conditions: Record<ConditionName, Condition>;
  stream: StreamState | null;
  /** Streams of former incarnations that still have to be ended. */
  formerStreams: StreamState[];
  relay: RelayRecord | null;
  tombstones: Tombstone[];
  playback: PlaybackEvidence;
  /** The highest numbers ever used for this channel id, over all sessions. They only grow. */
  counters: { streamIncarnation: number; relayGeneration: number };
  /** Raised when players must fetch their playback anew. 0: there is none yet. */
  playbackVersion: number;
  measures: ChannelMeasures;
  starts: StartBudget;
  /** Restarts and replacements since the session began. */
  relayRestarts: number;
  /** Why the last relay failed; `null` again after a minute of health. */
  relayError: ErrorSummary | null;
  /** Ids of providers that refused for good in this session. */
  refusedProviders: string[];
  error: ErrorSummary | null;
  /** Nothing is left to do or to prove; the channel needs no owner. */
  settled: boolean;
}

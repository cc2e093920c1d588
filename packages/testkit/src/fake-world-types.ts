import type { ErrorCode, IngestEndpoint, PlatformCapabilities } from "@hybrid-stream/spec";

/** Something that pushes media: a relay's task at its vendor, or a seller's own encoder. */
export interface FakeTask {
  readonly id: string;
  readonly kind: "relay" | "encoder";
  /** The relay provider's id; `encoder` for encoders. */
  readonly provider: string;
  readonly locality: "cloud" | "process";
  readonly namespace: string;
  readonly channelId: string;
  readonly session: number;
  readonly generation: number;
  readonly attempt: number;
  readonly instanceId: string;
  /** As {@link FakeWorld.setPublisher} names it. */
  readonly sourceName: string;
  readonly createdAt: number;
  readonly survivesDestinationLoss: boolean;
  ingest: IngestEndpoint;
  state: "starting" | "running" | "stopping" | "stopped" | "failed";
  /** Alive in every respect, but no byte leaves it. */
  stalled: boolean;
  /** The vendor answers 404 for it until then, although it goes on. */
  hiddenUntil: number;
  /** How long it goes on after a stop was accepted. Milliseconds. */
  stopDelayMs: number;
  /** The stream that it is connected to. */
  connectedTo: string | null;
  everConnected: boolean;
  bytesSent: number;
  mediaTimeMs: number;
  errorCode: ErrorCode | null;
  endedAt: number | null;
}

/** What a new task is made from; the world adds the rest. */
export type TaskSetup = Pick<
  FakeTask,
  | "kind"
  | "provider"
  | "locality"
  | "namespace"
  | "channelId"
  | "session"
  | "generation"
  | "attempt"
  | "instanceId"
  | "sourceName"
  | "survivesDestinationLoss"
  | "ingest"
> & { readonly startupMs: number; readonly stopDelayMs: number; readonly maxSessionMs: number | null };

/** What of a platform is down. */
export interface PlatformOutage {
  /** It refuses every publisher and cuts those that are there. */
  readonly ingest: boolean;
  /** Its playlists cannot be fetched. Default `false`. */
  readonly playlists?: boolean;
}

/** A key of a stream. It is accepted until `deadAt`. */
export interface FakeKey {
  readonly keyId: string;
  readonly value: string;
  deadAt: number | null;
}

/** A live stream at a fake platform. */
export interface FakeStream {
  readonly id: string;
  readonly platform: string;
  readonly namespace: string;
  readonly channelId: string;
  readonly incarnation: number;
  readonly fence: PlatformCapabilities["fence"];
  readonly ingestUrl: string;
  readonly playbackUrl: string;
  readonly createdAt: number;
  readonly continuityWindowSeconds: number;
  readonly sessionHoldSeconds: number;
  readonly sequenceRestartsWithBroadcast: boolean;
  /** Whether what is broadcast is kept. */
  readonly recording: boolean;
  /** The platform ends a broadcast after this long; `null`: never. */
  readonly maxSessionMs: number | null;
  readonly keys: FakeKey[];
  /** The tasks that are connected with an accepted key, by id, with their priority. */
  readonly connections: Map<string, number>;
  state: "open" | "ending" | "ended" | "deleted";
  /** False: the platform's ingest refuses every publisher, and cuts those that are there. */
  acceptsIngest: boolean;
  /** False: the playlist cannot be fetched at all. */
  playlistReachable: boolean;
  /** False: media comes in, but no new segment comes out. */
  packages: boolean;
  /** Since the first segment of the playlist. Milliseconds. */
  mediaMs: number;
  broadcasts: number;
  broadcastId: string | null;
  /** The last broadcast that has ended and is kept. */
  recordedBroadcastId: string | null;
  lastMediaAt: number | null;
  lastDropAt: number | null;
  endedAt: number | null;
  viewers: number;
}

/** Something that happened in the world. `at` is by the clock's `Clock.monotonic`. */
export interface WorldEvent {
  readonly at: number;
  readonly kind:
    | "task-created"
    | "task-running"
    | "task-stopping"
    | "task-ended"
    | "connected"
    | "disconnected"
    | "refused"
    | "stream-created"
    | "broadcast-started"
    | "key-made"
    | "key-rotated"
    | "stream-ending"
    | "stream-ended"
    | "publisher-present"
    | "publisher-absent";
  readonly taskId?: string;
  readonly streamId?: string;
  readonly detail?: string;
}

/** A rule of the product that the recorded history breaks. */
export interface WorldViolation {
  /**
   * - `double-writer`: two publishers were connected to one stream with accepted keys
   * - `duplicate-task`: two tasks with the same numbers ran at once
   * - `orphan-task`: a task runs that nobody owns
   */
  readonly kind: "double-writer" | "duplicate-task" | "orphan-task";
  readonly taskIds: readonly string[];
  readonly streamId: string | null;
  readonly from: number;
  /** `null`: it still goes on. */
  readonly to: number | null;
  /** In words, for the message of a failing test. */
  readonly message: string;
}

import type { ErrorSummary } from "./error.js";
import type { LiveStreamHandle } from "./handle.js";
import type { Health, ViewerCount } from "./measure.js";

/** What a platform shall set up. */
export interface LiveStreamSpec {
  /** `signed`: playback needs a token. Fixed at creation on some platforms. */
  readonly access: "public" | "signed";
  /** Keep what was broadcast as a video. */
  readonly recording: boolean;
  readonly latency: "standard" | "low";
  /** How long the same broadcast shall survive a gap. Seconds; the platform answers with what it accepted. */
  readonly continuityWindowSeconds: number;
}

/** A live stream as the platform accepted it. */
export interface LiveStream {
  handle: LiveStreamHandle;
  /** How long the same broadcast survives a gap; `null` when the platform does not tell. Seconds. */
  continuityWindowSeconds: number | null;
  /** How long a new connection is refused after a drop. Seconds. */
  sessionHoldSeconds: number;
}

/** A live stream that the vendor lists and that carries our namespace. */
export interface FoundLiveStream {
  readonly handle: LiveStreamHandle;
  readonly channelId: string;
  readonly streamIncarnation: number;
  readonly createdAt: Date | null;
}

/** What the platform says about its ingest. */
export interface LiveStreamStatus {
  /** False when the platform does not know the stream any more. */
  readonly exists: boolean;
  /** `interrupted`: no media now, but inside the continuity window. */
  readonly ingest: "receiving" | "interrupted" | "idle" | "refused" | "unknown";
  /** Names one broadcast (a video, a session, an asset). A change while live is a missed continuity window. */
  readonly broadcastId: string | null;
  readonly health: Health;
  readonly bitrateKbps: number | null;
  readonly viewers: ViewerCount | null;
  /** Why ingest is refused or broken, where the platform tells. */
  readonly error: ErrorSummary | null;
  readonly observedAt: Date;
}

/** What shall become of a stream that ends. */
export interface EndOptions {
  /** `reuse`: keep it for the next show. `retire`: delete it. */
  readonly disposition: "reuse" | "retire";
  readonly recording: "keep" | "delete";
}

/** `ending`: call again after `retryAfterMs`. `viewersOff` is true once no viewer gets new media and the key is dead. */
export interface EndReceipt {
  readonly state: "ended" | "ending";
  readonly viewersOff: boolean;
  readonly retryAfterMs: number;
  readonly requestId?: string;
}

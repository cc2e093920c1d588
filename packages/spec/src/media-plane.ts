import type { EncodeSettings } from "./encode-settings.js";

/** One push of a simulated vendor: real media into the RTMP(S) address that the vendor was given. */
export interface MediaPushRequest {
  /** For logs: no secret. */
  readonly label: string;
  /** `rtmp://` or `rtmps://` with the stream key. It is a secret. */
  readonly rtmpUrl: string;
  readonly output: EncodeSettings;
}

/** A push under way. */
export interface MediaPush {
  /** `ended`: over, by itself or on order. */
  readonly state: "connecting" | "delivering" | "ended";
  /** Resolves when it is over; `stopped` on order. Never rejects. */
  readonly ended: Promise<"stopped" | "failed">;
  /** Calls at every change of state; returns a function that ends it. */
  onChange(listener: () => void): () => void;
  /** Any number of times. */
  stop(): Promise<void>;
}

/**
 * What a vendor's simulator moves media with. Injected: without one a simulator is control plane only.
 * `@hybrid-stream/ffmpeg-relay/media-plane` is the real one for pushes.
 */
export interface MediaPlane {
  startPush(request: MediaPushRequest): MediaPush;
  /** Ends every push. */
  close(): Promise<void>;
}

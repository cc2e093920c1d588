/** For whom a playback address is made. */
export interface ViewerContext {
  /** Yours; put into signed playback where the platform can. No personal data. */
  readonly viewerId?: string;
  /** How long a signed address shall be good for. Seconds, default 3,600. */
  readonly expiresInSeconds?: number;
  /** `probe` is the orchestrator itself: it must not count as a viewer where that can be avoided. */
  readonly purpose: "view" | "probe";
}

/** Another way to watch the same stream. */
export interface PlaybackVariant {
  kind: "ll-hls" | "dvr" | "vod" | "dash" | "whep";
  url: string;
}

/** Where viewers watch. */
export interface Playback {
  kind: "hls";
  url: string;
  /** What a viewer should expect between camera and screen. Seconds. */
  latencySeconds: { low: number; high: number };
  /** ISO 8601; `null` when the address does not expire. */
  expiresAt: string | null;
  variants: PlaybackVariant[];
}

import type { IngestLimits } from "./encode-settings.js";

/** What a streaming platform can do. The orchestrator asks these, never the platform's name. */
export interface PlatformCapabilities {
  /**
   * How an old publisher is shut out. `rotate`: a new key, the old one dies. `takeover`: a new publisher with a higher
   * priority wins. `stop-first`: only by proving that the old one is gone.
   */
  readonly fence: "rotate" | "takeover" | "stop-first";
  /** How long an old publisher may go on after the fence. Seconds. */
  readonly fenceDelaySeconds: number;
  /** The platform ends a broadcast after this long; `null` when it does not. */
  readonly maxSessionSeconds: number | null;
  readonly ingestLimits: IngestLimits;
  readonly viewerCount: "exact" | "sampled" | "none";
  /** From the seller's camera to the buyer's screen, after the RTC part. Seconds. */
  readonly latencySeconds: { readonly low: number; readonly high: number };
  readonly signedPlayback: boolean;
  /** Whether fetching a playlist costs money or counts as a view. */
  readonly probeCost: "free" | "view" | "unknown";
  /** Renditions beside the source that viewers can choose from. */
  readonly adaptiveBitrate: boolean;
  /** How many streams at once; `null` when not limited or not known. */
  readonly maxConcurrent: number | null;
  readonly canList: boolean;
  /** The kind of the price-book entries that its use is charged by. */
  readonly billing: string;
}

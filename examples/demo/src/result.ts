import type { ChannelSnapshot } from "@hybrid-stream/orchestrator";
import type { ErrorSummary } from "@hybrid-stream/spec";

/** What a run came to: the object that `--json` prints. */
export interface DemoResult {
  readonly phase: string;
  /** From the order until viewers got new segments; `null`: they never did. */
  readonly timeToLiveMs: number | null;
  readonly playbackUrl: string | null;
  readonly segments: number;
  readonly relayRestarts: number;
  /** The most that watched at once; `null`: not known. */
  readonly viewersPeak: number | null;
  readonly error?: ErrorSummary;
}

/** Collects what a run comes to. */
export class Scoreboard {
  timeToLiveMs: number | null = null;
  playbackUrl: string | null = null;
  #last: ChannelSnapshot | null = null;
  #viewersPeak: number | null = null;

  see(snapshot: ChannelSnapshot): void {
    this.#last = snapshot;
    const viewers = snapshot.measures?.hlsViewers?.value;
    if (viewers !== undefined) this.#viewersPeak = Math.max(viewers, this.#viewersPeak ?? 0);
  }

  get last(): ChannelSnapshot | null {
    return this.#last;
  }

  result(error?: ErrorSummary): DemoResult {
    return {
      phase: error === undefined ? (this.#last?.phase ?? "idle") : "failed",
      timeToLiveMs: this.timeToLiveMs,
      playbackUrl: this.playbackUrl,
      segments: this.#last?.segments ?? 0,
      relayRestarts: this.#last?.relayRestarts ?? 0,
      viewersPeak: this.#viewersPeak,
      ...(error !== undefined && { error }),
    };
  }
}

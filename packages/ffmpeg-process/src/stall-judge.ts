import type { FfmpegProgress } from "./ffmpeg-progress.js";

/** When an FFmpeg that runs counts as stalled. */
export interface StallLimits {
  /** No progress block for this long. Milliseconds, default 5,000. */
  readonly noProgressMs?: number;
  /** Less growth than this in the window. Bytes, default 4,096. */
  readonly growthBytes?: number;
  /** Milliseconds, default 10,000. */
  readonly growthWindowMs?: number;
}

/**
 * Judges by progress alone whether FFmpeg still delivers. Silence before the output is open is no stall: it may be
 * waiting for its source, and connecting has its own limits.
 */
export class StallJudge {
  readonly #noProgressMs: number;
  readonly #growthBytes: number;
  readonly #growthWindowMs: number;
  readonly #blocks: FfmpegProgress[] = [];
  #outputOpenedAt: number | null = null;

  constructor(limits: StallLimits = {}) {
    this.#noProgressMs = limits.noProgressMs ?? 5_000;
    this.#growthBytes = limits.growthBytes ?? 4_096;
    this.#growthWindowMs = limits.growthWindowMs ?? 10_000;
  }

  outputOpened(now: number): void {
    this.#outputOpenedAt ??= now;
  }

  add(block: FfmpegProgress): void {
    this.#blocks.push(block);
    // The newest block that is older than the window stays: growth is measured from it.
    while (this.#blocks.length > 2 && block.at - (this.#blocks[1]?.at ?? block.at) >= this.#growthWindowMs) {
      this.#blocks.shift();
    }
  }

  stalledAt(now: number): boolean {
    const first = this.#blocks[0];
    const last = this.#blocks.at(-1);
    const lastSign = last?.at ?? this.#outputOpenedAt;
    if (lastSign !== null && now - lastSign >= this.#noProgressMs) return true;
    if (first === undefined || last === undefined) return false;
    return last.at - first.at >= this.#growthWindowMs && !this.#hasGrown(first, last);
  }

  #hasGrown(first: FfmpegProgress, last: FfmpegProgress): boolean {
    if (first.totalBytes !== null && last.totalBytes !== null) {
      return last.totalBytes - first.totalBytes >= this.#growthBytes;
    }
    // Muxers that write many files tell no size; then the media time has to move.
    return (last.mediaTimeMs ?? 0) > (first.mediaTimeMs ?? 0);
  }
}

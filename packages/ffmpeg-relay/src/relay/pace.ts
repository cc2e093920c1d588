import type { FfmpegProgress } from "@hybrid-stream/ffmpeg-process";
import type { Health } from "@hybrid-stream/spec";

const windowMs = 5_000;
const leastMs = 2_000;

/** How fast and how whole the media of the last seconds was; FFmpeg itself tells the mean since the start. */
export class Pace {
  readonly #blocks: FfmpegProgress[] = [];

  add(block: FfmpegProgress): void {
    this.#blocks.push(block);
    while (this.#blocks.length > 2 && block.at - (this.#blocks[1]?.at ?? block.at) >= windowMs) this.#blocks.shift();
  }

  /** 1 is real time; `null` in the first two seconds. */
  get speed(): number | null {
    const first = this.#blocks[0];
    const last = this.#blocks.at(-1);
    if (!first || !last || first.mediaTimeMs === null || last.mediaTimeMs === null) return null;
    const elapsed = last.at - first.at;
    return elapsed < leastMs ? null : (last.mediaTimeMs - first.mediaTimeMs) / elapsed;
  }

  get health(): Health {
    const speed = this.speed;
    if (speed === null) return "unknown";
    const lost = this.#lostShare();
    if (speed < 0.9 || lost > 0.05) return "poor";
    return speed < 0.97 || lost > 0.01 ? "fair" : "good";
  }

  #lostShare(): number {
    const first = this.#blocks[0];
    const last = this.#blocks.at(-1);
    const dropped = (last?.droppedFrames ?? 0) - (first?.droppedFrames ?? 0);
    const written = (last?.frame ?? 0) - (first?.frame ?? 0);
    return dropped <= 0 ? 0 : dropped / (dropped + Math.max(0, written));
  }
}

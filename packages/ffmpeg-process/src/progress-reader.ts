import type { FfmpegProgress } from "./ffmpeg-progress.js";

const bitrateWindowMs = 5_000;

function numberOf(text: string | undefined): number | null {
  if (text === undefined) return null;
  const value = Number.parseFloat(text);
  return Number.isFinite(value) ? value : null;
}

/** Reads the `-progress` lines of FFmpeg; each block ends with a `progress` line. */
export class ProgressReader {
  readonly #fields = new Map<string, string>();
  readonly #sizes: { at: number; bytes: number }[] = [];
  #ended = false;

  /** Whether the last block was the one that FFmpeg writes at its end. */
  get ended(): boolean {
    return this.#ended;
  }

  /** The block's figures when `line` ends one. `now` is the clock's `monotonic()`. */
  line(line: string, now: number): FfmpegProgress | null {
    const separator = line.indexOf("=");
    if (separator < 0) return null;
    const name = line.slice(0, separator).trim();
    if (name !== "progress") {
      this.#fields.set(name, line.slice(separator + 1).trim());
      return null;
    }
    this.#ended = line.endsWith("end");
    const totalBytes = numberOf(this.#fields.get("total_size"));
    // `out_time_ms` holds microseconds too; old builds know no other name.
    const mediaTime = numberOf(this.#fields.get("out_time_us") ?? this.#fields.get("out_time_ms"));
    const progress: FfmpegProgress = {
      frame: numberOf(this.#fields.get("frame")),
      framesPerSecond: numberOf(this.#fields.get("fps")),
      totalBytes,
      bitrateKbps: totalBytes === null ? null : this.#bitrate(totalBytes, now),
      mediaTimeMs: mediaTime === null ? null : Math.max(0, mediaTime / 1000),
      droppedFrames: numberOf(this.#fields.get("drop_frames")),
      duplicatedFrames: numberOf(this.#fields.get("dup_frames")),
      speed: numberOf(this.#fields.get("speed")),
      at: now,
    };
    this.#fields.clear();
    return progress;
  }

  #bitrate(bytes: number, now: number): number | null {
    this.#sizes.push({ at: now, bytes });
    while (this.#sizes.length > 2 && now - (this.#sizes[1]?.at ?? now) >= bitrateWindowMs) this.#sizes.shift();
    const first = this.#sizes[0];
    if (first === undefined || now <= first.at) return null;
    // Bits per millisecond are kilobits per second.
    return Math.max(0, ((bytes - first.bytes) * 8) / (now - first.at));
  }
}

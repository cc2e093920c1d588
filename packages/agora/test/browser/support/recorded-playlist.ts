import { execFile } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";

const run = promisify(execFile);

/** What a viewer got, segment by segment, for ffprobe. */
export class RecordedPlaylist {
  readonly #url: string;
  readonly #segments = new Map<string, Buffer>();
  #media: string | null = null;
  #seconds = 0;

  constructor(url: string) {
    this.#url = url;
  }

  /** How much media there is so far, as the playlist says. */
  get seconds(): number {
    return this.#seconds;
  }

  /** Fetches the segments that are new. */
  async look(): Promise<void> {
    this.#media ??= await this.#mediaPlaylist();
    const media = this.#media;
    const text = await (await fetch(media)).text();
    const map = /#EXT-X-MAP:URI="([^"]+)"/.exec(text)?.[1];
    if (map !== undefined) await this.#take(map, media);
    for (const [, duration, name = ""] of text.matchAll(/^#EXTINF:([\d.]+).*\n(?:#.*\n)*([^#\s].*)$/gm)) {
      if (await this.#take(name, media)) this.#seconds += Number(duration);
    }
  }

  async #take(name: string, base: string): Promise<boolean> {
    if (this.#segments.has(name)) return false;
    const response = await fetch(new URL(name, base));
    if (response.ok) this.#segments.set(name, Buffer.from(await response.arrayBuffer()));
    return response.ok;
  }

  async #mediaPlaylist(): Promise<string> {
    const text = await (await fetch(this.#url)).text();
    const variant = text.includes("#EXT-X-STREAM-INF")
      ? text.split("\n").find((line) => /^[^#\s]/.test(line))
      : undefined;
    return variant === undefined ? this.#url : new URL(variant, this.#url).href;
  }

  /** The sizes of all pictures, and the times between keyframes in seconds. */
  async probe(): Promise<{ sizes: string[]; keyframeGaps: number[]; frames: number; seconds: number }> {
    const folder = await mkdtemp(join(tmpdir(), "recorded-playlist-"));
    try {
      const file = join(folder, "all");
      await writeFile(file, Buffer.concat([...this.#segments.values()]));
      const show = ["-show_entries", "frame=width,height,key_frame,best_effort_timestamp_time", "-of", "json"];
      const args = ["-v", "quiet", "-select_streams", "v", ...show, file];
      const { stdout } = await run(process.env.FFPROBE_PATH ?? "ffprobe", args, { maxBuffer: 64 * 1_048_576 });
      const {
        frames,
      }: { frames: { width: number; height: number; key_frame: number; best_effort_timestamp_time: string }[] } =
        JSON.parse(stdout);
      const times = frames
        .filter((frame) => frame.key_frame === 1)
        .map((frame) => Number(frame.best_effort_timestamp_time));
      return {
        sizes: [...new Set(frames.map(({ width, height }) => `${width}x${height}`))],
        keyframeGaps: times.slice(1).map((time, index) => Math.round((time - (times[index] ?? 0)) * 100) / 100),
        frames: frames.length,
        seconds: (times.at(-1) ?? 0) - (times[0] ?? 0),
      };
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  }
}

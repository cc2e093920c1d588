import { execFile } from "node:child_process";
import { writeFile } from "node:fs/promises";
import { promisify } from "node:util";

const run = promisify(execFile);
const ffmpegPath = (): string => process.env.FFMPEG_PATH ?? "ffmpeg";
const ffprobePath = (): string => process.env.FFPROBE_PATH ?? "ffprobe";

export async function ffmpeg(...args: readonly string[]): Promise<{ stdout: Buffer; stderr: string }> {
  const { stdout, stderr } = await run(ffmpegPath(), ["-hide_banner", "-nostdin", "-y", ...args], {
    encoding: "buffer",
    maxBuffer: 64 * 1024 * 1024,
  });
  return { stdout, stderr: stderr.toString("utf8") };
}

async function fetchText(url: string): Promise<string> {
  const response = await fetch(url);
  if (!response.ok) throw new Error(`${url} answered ${response.status}.`);
  return response.text();
}

const addressesIn = (playlist: string): string[] => playlist.split("\n").filter((line) => /^[^#\s]/.test(line));

/**
 * Downloads what a player would: the playlists, the header, the segments. Here and not in FFmpeg, because the one of
 * 2018 says "partial file" to fragmented MP4 in a live playlist.
 */
export async function download(url: string, file: string): Promise<void> {
  const [rendition = ""] = addressesIn(await fetchText(url));
  const mediaUrl = new URL(rendition, url);
  const media = await fetchText(mediaUrl.href);
  const [, header = ""] = /#EXT-X-MAP:URI="([^"]+)"/.exec(media) ?? [];
  const parts = [header, ...addressesIn(media)].map(async (address) => {
    const response = await fetch(new URL(address, mediaUrl));
    return Buffer.from(await response.arrayBuffer());
  });
  await writeFile(file, Buffer.concat(await Promise.all(parts)));
}

/** The streams of a file, in a word each: `h264 1280x720`, `aac`. */
export async function streamsOf(file: string): Promise<string[]> {
  const entries = "stream=codec_name,width,height";
  const { stdout } = await run(ffprobePath(), ["-v", "error", "-show_entries", entries, "-of", "json", file]);
  const { streams }: { streams: { codec_name: string; width?: number; height?: number }[] } = JSON.parse(stdout);
  return streams
    .map(({ codec_name, width, height }) => (width === undefined ? codec_name : `${codec_name} ${width}x${height}`))
    .sort();
}

/** How much of the picture is another one a second later, from 0 to 1. */
export async function movement(file: string): Promise<number> {
  const filter = "fps=1,scale=64:36,format=gray";
  const { stdout } = await ffmpeg("-i", file, "-vf", filter, "-frames:v", "2", "-f", "rawvideo", "pipe:1");
  const size = 64 * 36;
  const [one, other] = [stdout.subarray(0, size), stdout.subarray(size, 2 * size)];
  const changed = one.filter((level, at) => Math.abs(level - (other[at] ?? level)) > 24);
  return changed.length / size;
}

/** Mean loudness in dB; silence is about -91. */
export async function loudness(file: string): Promise<number> {
  const { stderr } = await ffmpeg("-i", file, "-vn", "-af", "volumedetect", "-f", "null", "-");
  return Number(/mean_volume: (-?[\d.]+) dB/.exec(stderr)?.[1] ?? Number.NaN);
}

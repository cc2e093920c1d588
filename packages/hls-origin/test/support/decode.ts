import { spawn } from "node:child_process";
import { ffmpeg } from "../../src/ingest/test-support/ffmpeg.js";

/** What a real decoder makes of a playlist. */
export interface Decoded {
  /** Of the picture: `320x180`. */
  readonly size: string | undefined;
  /** Different pictures among the decoded ones. */
  readonly pictures: number;
  /** Of the sound, in dB below full scale; silence is about -91. */
  readonly meanVolume: number;
  readonly complaints: string;
}

/** Decodes some frames and the sound of an HLS address, as a player would. */
export async function decode(url: string, frames = 25): Promise<Decoded> {
  const pictures = await ffmpeg("-i", url, "-an", "-frames:v", String(frames), "-f", "framemd5", "-").ended;
  const sums = pictures.output.split("\n").filter((line) => line !== "" && !line.startsWith("#"));
  const sound = await ffmpeg("-v", "info", "-i", url, "-vn", "-t", "1", "-af", "volumedetect", "-f", "null", "-").ended;
  return {
    size: /#dimensions 0: (\d+x\d+)/.exec(pictures.output)?.[1],
    pictures: new Set(sums.map((line) => line.split(",").at(-1)?.trim())).size,
    meanVolume: Number(/mean_volume: (-?[\d.]+) dB/.exec(sound.errors)?.[1]),
    complaints: pictures.errors,
  };
}

/** Width, height and codecs of what an address plays, one line a stream. */
export function probeAddress(url: string): Promise<string> {
  const argv = ["-v", "error", "-show_entries", "stream=codec_name,width,height", "-of", "csv=p=0", url];
  const child = spawn(process.env.FFPROBE_PATH ?? "ffprobe", argv, { stdio: ["ignore", "pipe", "inherit"] });
  let output = "";
  child.stdout.on("data", (chunk: Buffer) => {
    output += chunk.toString();
  });
  return new Promise((resolve, reject) => {
    child.on("error", reject);
    child.on("close", () => resolve(output));
  });
}

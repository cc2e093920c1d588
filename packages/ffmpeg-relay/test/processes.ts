import { readdirSync, readFileSync } from "node:fs";

function wordsOf(pid: string): string[] {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, "utf8").split("\0");
  } catch {
    return [];
  }
}

/** The relays' FFmpeg processes (guards and servers left out) that publish to an address. */
export function ffmpegsPublishingTo(url: string): number[] {
  return readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name))
    .filter((name) => {
      const words = wordsOf(name);
      return (
        words[0]?.endsWith("ffmpeg") && words.includes("-progress") && words.some((word) => word.startsWith(`${url}/`))
      );
    })
    .map(Number);
}

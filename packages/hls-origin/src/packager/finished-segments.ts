/** A segment that FFmpeg's own playlist names, and which is therefore complete. */
export interface FinishedSegment {
  /** File name without folder: `12.m4s`. */
  readonly name: string;
  readonly seconds: number;
}

/**
 * Reads the playlist that FFmpeg writes. Older builds write it in place, so it may be cut off anywhere: only what has
 * its line end counts, the rest comes with the next look.
 */
export function readFinishedSegments(text: string): FinishedSegment[] {
  const segments: FinishedSegment[] = [];
  let seconds: number | null = null;
  for (const line of text.slice(0, text.lastIndexOf("\n") + 1).split("\n")) {
    const duration = /^#EXTINF:([\d.]+)/.exec(line)?.[1];
    if (duration !== undefined) seconds = Number(duration);
    else if (line !== "" && !line.startsWith("#") && seconds !== null) {
      segments.push({ name: line.slice(line.lastIndexOf("/") + 1), seconds });
      seconds = null;
    }
  }
  return segments;
}

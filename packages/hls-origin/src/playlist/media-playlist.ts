import type { Segment } from "./segment.js";

/** What a media playlist is composed from. */
export interface MediaPlaylistInput {
  /** In order of their sequence numbers, without a gap. */
  readonly segments: readonly Segment[];
  /** Whole seconds; not less than any rounded segment duration. */
  readonly targetDurationSeconds: number;
  /** Nothing follows: players stop at the end. */
  readonly ended: boolean;
  /** `vod`: complete and never changed again. */
  readonly type?: "live" | "vod";
}

/**
 * The text of a media playlist (RFC 8216).
 *
 * The discontinuity number of a segment is EXT-X-DISCONTINUITY-SEQUENCE plus the tags before it, so the header gives the
 * number of the first segment and that segment carries no tag: the count stays right while the window slides.
 */
export function composeMediaPlaylist(input: MediaPlaylistInput): string {
  const { segments, targetDurationSeconds, ended, type = "live" } = input;
  const first = segments[0];
  const usesMap = segments.some((segment) => segment.initFile !== null);
  const lines = [
    "#EXTM3U",
    // EXT-X-MAP outside I-frame playlists needs version 6; 7 is what fragmented MP4 players expect.
    `#EXT-X-VERSION:${usesMap ? 7 : 6}`,
    `#EXT-X-TARGETDURATION:${targetDurationSeconds}`,
    `#EXT-X-MEDIA-SEQUENCE:${first?.sequence ?? 0}`,
    `#EXT-X-DISCONTINUITY-SEQUENCE:${first?.discontinuity ?? 0}`,
    "#EXT-X-INDEPENDENT-SEGMENTS",
  ];
  if (type === "vod") lines.splice(2, 0, "#EXT-X-PLAYLIST-TYPE:VOD");
  let discontinuity = first?.discontinuity ?? 0;
  let initFile: string | null = null;
  for (const segment of segments) {
    // More than one where a publish left this rendition nothing: the numbers of all renditions must agree.
    for (; discontinuity < segment.discontinuity; discontinuity++) lines.push("#EXT-X-DISCONTINUITY");
    if (segment.initFile !== null && segment.initFile !== initFile) lines.push(`#EXT-X-MAP:URI="${segment.initFile}"`);
    initFile = segment.initFile;
    lines.push(`#EXT-X-PROGRAM-DATE-TIME:${new Date(segment.startsAt).toISOString()}`);
    lines.push(`#EXTINF:${segment.seconds.toFixed(5)},`, segment.file);
  }
  if (ended) lines.push("#EXT-X-ENDLIST");
  return `${lines.join("\n")}\n`;
}

/** The smallest EXT-X-TARGETDURATION that the segment allows: its duration, rounded (RFC 8216 section 4.3.3.1). */
export function targetDurationOf(seconds: number): number {
  return Math.max(1, Math.round(seconds));
}

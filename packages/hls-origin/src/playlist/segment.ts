/** One finished segment of one rendition, as the playlists list it. */
export interface Segment {
  /** Its media sequence number. Grows by one within a rendition, over reconnects and restarts. */
  readonly sequence: number;
  /** Its discontinuity sequence number: the same for all segments of one publish. */
  readonly discontinuity: number;
  /** The broadcast that it belongs to. */
  readonly broadcastId: string;
  /** Path below the stream's directory, with forward slashes: `p3/source/12.m4s`. */
  readonly file: string;
  /** Path of its init segment; `null` for MPEG-TS. */
  readonly initFile: string | null;
  readonly seconds: number;
  readonly bytes: number;
  /** When its first sample came in. Milliseconds since 1970. */
  readonly startsAt: number;
}

/** When the segment's last sample came in. Milliseconds since 1970. */
export function endOf(segment: Pick<Segment, "startsAt" | "seconds">): number {
  return segment.startsAt + segment.seconds * 1000;
}

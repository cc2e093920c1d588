import type { ErrorSummary } from "@hybrid-stream/spec";

/** A media playlist with segments was read. Whether it moves is told by two of these. */
export interface HlsPlaying {
  readonly state: "playing";
  /** Number of the last segment: EXT-X-MEDIA-SEQUENCE + number of segments - 1. It grows with every new segment. */
  readonly lastSegment: number;
  readonly mediaSequence: number;
  readonly segmentCount: number;
  readonly targetDurationSeconds: number;
  /** The playlist says that no segment will follow. */
  readonly ended: boolean;
  /** When the last segment begins, by the encoder's wall clock; `null` when not told. */
  readonly programDateTime: Date | null;
}

/** The server answered, and there is nothing to play. */
export interface HlsNotYet {
  readonly state: "not-yet";
  /** For people; holds no address. */
  readonly reason: string;
  readonly status: number | null;
}

/** Nothing is known about the playback: no answer, a server error, or one that refuses. */
export interface HlsUnreachable {
  readonly state: "unreachable";
  readonly error: ErrorSummary;
}

/** What one look at a playback address found. */
export type HlsProbeResult = HlsPlaying | HlsNotYet | HlsUnreachable;

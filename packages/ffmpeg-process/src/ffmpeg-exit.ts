/**
 * Why FFmpeg ended.
 *
 * - `stopped`: it was told to
 * - `source-ended`: the input came to its end
 * - `source-unreadable`: the input could not be opened or holds no usable media
 * - `destination-refused`: the server refused the connection, or the publish before any media had passed
 * - `destination-unreachable`: no such host, no route, no answer
 * - `destination-lost`: the connection broke after media had passed
 * - `stream-key-rejected`: the server said that it does not take this key
 * - `crashed`: anything else
 */
export type FfmpegExitKind =
  | "stopped"
  | "source-ended"
  | "source-unreadable"
  | "destination-refused"
  | "destination-unreachable"
  | "destination-lost"
  | "stream-key-rejected"
  | "crashed";

/** How FFmpeg ended, judged by what was intended and not by its exit code. */
export interface FfmpegExit {
  readonly kind: FfmpegExitKind;
  /** `null` when a signal ended it. */
  readonly code: number | null;
  /** `SIGKILL`; `null` when it ended by itself. */
  readonly signal: string | null;
  /** One line for people, redacted. */
  readonly reason: string;
  /** Whether media was really written before the end. */
  readonly hadProgress: boolean;
}

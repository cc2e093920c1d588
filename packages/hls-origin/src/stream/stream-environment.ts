import type { FfmpegTools } from "@hybrid-stream/ffmpeg-process";
import type { Clock, HintEvidence, Logger } from "@hybrid-stream/spec";
import type { Container } from "../packager/packager-arguments.js";
import type { LadderStep } from "../packager/rendition.js";
import type { WindowSize } from "../playlist/window.js";
import type { JournalEntry } from "./journal-entry.js";
import type { MediaFiles } from "./media-files.js";
import type { OriginStream } from "./origin-stream.js";
import type { StreamState, StreamStateFiles } from "./stream-state.js";

/** What the streams of one origin share. */
export interface StreamEnvironment {
  /** The origin's provider id. */
  readonly provider: string;
  readonly directory: string;
  readonly tools: FfmpegTools;
  readonly container: Container;
  readonly segmentSeconds: number;
  readonly ladder: readonly LadderStep[];
  readonly window: WindowSize;
  /** `null`: there is no longer playlist for going back. */
  readonly dvrWindow: WindowSize | null;
  readonly maxTotalKbps: number;
  readonly states: StreamStateFiles;
  readonly clock: Clock;
  readonly logger: Logger;
  /** Where the files of a stream lie for viewers. `folder` is the one that the packager writes into. */
  filesOf(streamId: string, folder: string): MediaFiles;
  /** The numbers that a stream without a journal begins with. */
  firstNumbers(): JournalEntry[];
  /** A stream is there, its files are known. */
  onOpen(stream: OriginStream): void;
  /** Whether the disk budget has room. */
  hasDiskRoom(): boolean;
  onIngestChange(state: StreamState, evidence: Pick<HintEvidence, "value" | "reason">): void;
  /** Called when playlists may have changed. */
  onPlaylistChange(streamId: string): void;
}

import type { Readable } from "node:stream";
import type { ChannelSource, RelayProvider, StreamContainer } from "@hybrid-stream/spec";
import { FfmpegRelayProvider } from "./ffmpeg-relay-provider.js";
import { type FfmpegRelayOptions, readOptions } from "./options.js";

/** What the readable holds. */
export interface SingleUseOptions {
  readonly container: StreamContainer;
}

/** The relay that runs in this process's care. */
export interface FfmpegRelay extends RelayProvider {
  /**
   * Makes a source of a readable. It can be opened once: its relay is never restarted and never adopted, and its status
   * says `sourceExhausted` when it has ended.
   */
  singleUseSource(readable: Readable, options: SingleUseOptions): ChannelSource;
}

/**
 * A relay that you run yourself: any source that FFmpeg or a `MediaSource` of yours can open, to RTMP(S).
 *
 * @throws `invalid-options` with `field`.
 */
export function ffmpegRelay(options: FfmpegRelayOptions = {}): FfmpegRelay {
  return new FfmpegRelayProvider(readOptions(options));
}

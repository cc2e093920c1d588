import type { JsonObject } from "./json.js";
import type { RtcHost } from "./rtc-source.js";

/** A channel of Agora RTC. */
export interface AgoraChannelSource {
  kind: "agora";
  /** The RTC channel's name. */
  channel: string;
}

/** Media at an address: `rtmp(s)://`, `rtsp://`, `srt://` where FFmpeg has it, `http(s)://`. */
export interface UrlSource {
  kind: "url";
  url: string;
}

/** A media file on the machine that runs the relay. */
export interface FileSource {
  kind: "file";
  path: string;
  /** Start again at the end, for ever. Default `false`. */
  loop?: boolean;
}

/** A generated picture with a tone and a clock that people and programs can read. */
export interface TestPictureSource {
  kind: "test-picture";
  /** Default 1280. */
  width?: number;
  /** Default 720. */
  height?: number;
  /** Default 30. */
  framesPerSecond?: number;
}

/** A media source that the host registered by name with the relay provider. */
export interface CustomSource {
  kind: "custom";
  name: string;
  /** Handed to the factory, which opens the same media again from it. */
  params: JsonObject;
}

/** The seller's own encoder, which pushes straight to the platform (`hls-only`). */
export interface EncoderSource {
  kind: "encoder";
}

/** Where a channel's media comes from. Plain JSON, stored with the order. */
export type ChannelSource =
  | AgoraChannelSource
  | UrlSource
  | FileSource
  | TestPictureSource
  | CustomSource
  | EncoderSource;

/** The kinds of {@link ChannelSource}; a relay provider names those that it takes. */
export type ChannelSourceKind = ChannelSource["kind"];

/** A source as a relay gets it: the order's, with what the RTC side knows about its hosts. */
export interface ResolvedSource {
  readonly source: ChannelSource;
  /** Empty for sources without an RTC side, and when the RTC side could not be asked. */
  readonly hosts: readonly RtcHost[];
}

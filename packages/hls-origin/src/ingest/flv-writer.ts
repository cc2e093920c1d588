/// <reference path="./node-media-server.d.ts" />
import flv from "node-media-server/src/protocol/flv.js";
import { audioKind, type FlvPayloadKind, videoKind } from "./flv-codecs.js";
import { readMetadata } from "./flv-metadata.js";
import { readH264Dimensions } from "./h264-dimensions.js";
import type { PublishCodecs } from "./ingest-types.js";
import type { RtmpMessage } from "./rtmp-publisher-protocol.js";

const audioType = 8;
const videoType = 9;
const dataType = 18;
const h264HeaderBytes = 5;

/** Turns the messages of one publish into FLV and keeps what they say about the codecs. */
export class FlvWriter {
  #video: string | null = null;
  #audio: string | null = null;
  #size: { readonly width: number | null; readonly height: number | null } = { width: null, height: null };
  #sizeIsProven = false;
  #framesPerSecond: number | null = null;
  #videoMayPass = false;
  #audioMayPass = false;

  readonly header: Buffer = flv.createHeader(true, true);

  get codecs(): PublishCodecs {
    return { video: this.#video, audio: this.#audio, ...this.#size, framesPerSecond: this.#framesPerSecond };
  }

  /** The FLV tag for a message, or `null` for one that no decoder could use. */
  write(message: RtmpMessage): Buffer | null {
    const payload = this.#usable(message);
    if (payload === null) return null;
    return flv.createMessage({
      codec_type: message.type,
      size: payload.length,
      dts: message.timestamp,
      data: payload,
    });
  }

  #usable({ type, payload }: RtmpMessage): Buffer | null {
    if (type === dataType) return this.#metadata(payload);
    if (type === videoType) return this.#takeVideo(payload) ? payload : null;
    if (type === audioType) return this.#takeAudio(payload) ? payload : null;
    return null;
  }

  #metadata(payload: Buffer): Buffer | null {
    const metadata = readMetadata(payload);
    if (metadata === null) return null;
    this.#framesPerSecond = metadata.framesPerSecond;
    if (!this.#sizeIsProven) this.#size = { width: metadata.width, height: metadata.height };
    return metadata.payload;
  }

  #takeVideo(payload: Buffer): boolean {
    const kind = videoKind(payload);
    this.#video = kind.codec;
    if (kind.codec === "h264" && kind.isSequenceHeader) this.#readSize(payload.subarray(h264HeaderBytes));
    this.#videoMayPass ||= mayPass(kind);
    return this.#videoMayPass;
  }

  #takeAudio(payload: Buffer): boolean {
    const kind = audioKind(payload);
    this.#audio = kind.codec;
    this.#audioMayPass ||= mayPass(kind);
    return this.#audioMayPass;
  }

  #readSize(record: Buffer): void {
    const size = readH264Dimensions(record);
    if (size === null) return;
    this.#size = size;
    this.#sizeIsProven = true;
  }
}

function mayPass(kind: FlvPayloadKind): boolean {
  return kind.isSequenceHeader || !kind.needsSequenceHeader;
}

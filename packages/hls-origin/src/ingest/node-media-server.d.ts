/** Only what the ingest uses of node-media-server 4.4, which ships without types. */

declare module "node-media-server/src/protocol/rtmp.js" {
  export interface RtmpChunkStream {
    header: { fmt: number; cid: number; timestamp: number; length: number; type: number; stream_id: number };
    /** The message's timestamp in milliseconds. */
    clock: number;
    /** Reused from message to message, and longer than the message. */
    payload: Buffer;
    capacity: number;
    /** How much of the current message has arrived. */
    bytes: number;
  }

  export default class Rtmp {
    onOutputCallback: (buffer: Buffer) => void;
    protected flv: unknown;
    protected readonly inPackets: Map<number, RtmpChunkStream>;
    protected parserPacket: RtmpChunkStream;
    protected inChunkSize: number;
    /** Bytes after which the peer wants an acknowledgement, once it has said so. */
    protected ackSize?: number;
    protected streamId?: number;
    parserData(buffer: Buffer): string | null;
    sendACK(size: number): void;
    sendStatusMessage(streamId: number, level: "status" | "error", code: string, description: string): void;
    protected packetParse(): void;
    protected packetAlloc(): void;
    protected controlHandler(): void;
    protected dataHandler(): void;
    protected onConnect(message: unknown): void;
    protected onCreateStream(message: unknown): void;
    protected onPublish(message: unknown): void;
    protected onPlay(message: unknown): void;
    protected onDeleteStream(message: unknown): void;
  }
}

declare module "node-media-server/src/protocol/flv.js" {
  export interface FlvTag {
    /** 8 is audio, 9 video, 18 script data. */
    codec_type: number;
    size: number;
    /** Milliseconds. */
    dts: number;
    data: Buffer;
  }

  const flv: {
    createHeader(hasAudio: boolean, hasVideo: boolean): Buffer;
    createMessage(tag: FlvTag): Buffer;
  };
  export default flv;
}

declare module "node-media-server/src/protocol/amf.js" {
  const amf: { decodeAmf0Data(payload: Buffer): unknown };
  export default amf;
}

declare module "node-media-server/src/core/logger.js" {
  const logger: { log: (message: string, level?: string) => void };
  export default logger;
}

/// <reference path="./node-media-server.d.ts" />
import Rtmp from "node-media-server/src/protocol/rtmp.js";
import { ProtocolViolation } from "./protocol-violation.js";
import { quiet } from "./quiet.js";

const rtmpVersion = 3;
const setChunkSizeType = 1;
const abortType = 2;
const audioType = 8;
const videoType = 9;
const maxChunkSize = 0xffffff;
const maxChunkStreams = 64;
const maxCommandBytes = 64 * 1024;
const maxNameLength = 512;
const timestampRange = 2 ** 32;
const maxAcknowledgeWindow = 2_500_000;
const minAcknowledgeWindow = 64 * 1024;

/** One audio, video or data message. The payload is valid only during the call. */
export interface RtmpMessage {
  readonly type: number;
  readonly timestamp: number;
  readonly payload: Buffer;
}

export type PublishAnswer = "accepted" | { readonly code: string; readonly reason: string };

export interface RtmpPublisherEvents {
  onOutput(bytes: Buffer): void;
  onPublish(request: { application: string; streamName: string }): PublishAnswer;
  onMessage(message: RtmpMessage): void;
  /** The publisher unpublished. */
  onLeave(): void;
  /** The peer was told why; nothing more of it is wanted. */
  onRefused(): void;
}

function textField(value: unknown, name: string): string | null {
  if (typeof value !== "object" || value === null || !(name in value)) return null;
  const field: unknown = Reflect.get(value, name);
  return typeof field === "string" && field.length <= maxNameLength ? field : null;
}

function numberField(value: unknown, name: string): number {
  const field: unknown = typeof value === "object" && value !== null ? Reflect.get(value, name) : undefined;
  return typeof field === "number" ? field : 0;
}

function withoutQuery(text: string): string {
  return text.split("?", 1)[0] ?? "";
}

/**
 * node-media-server's RTMP parser, narrowed to publishing and with the limits that it lacks: the size of messages
 * and chunks, the number of chunk streams, and headers that would make it read backwards.
 *
 * It also answers only after the host's decision (the parser alone answers `Publish.Start` first), never repeats the
 * key to the peer, and acknowledges what it receives (the parser alone never does; who waits for that then stalls).
 */
export class RtmpPublisherProtocol extends Rtmp {
  readonly #events: RtmpPublisherEvents;
  readonly #maxMessageBytes: number;
  #application: string | null = null;
  #state: "waiting" | "publishing" | "over" = "waiting";
  #allocated = 0;
  #received = 0;
  #acknowledged = 0;

  constructor(options: { events: RtmpPublisherEvents; maxMessageBytes: number }) {
    super();
    this.#events = options.events;
    this.#maxMessageBytes = options.maxMessageBytes;
    this.onOutputCallback = (bytes) => this.#events.onOutput(bytes);
    // A megabyte of FLV parser for every connection, which only the relay client of node-media-server reads.
    this.flv = undefined;
  }

  /**
   * Takes the peer's next bytes.
   *
   * @throws anything when they are not RTMP of a publisher. The connection is of no use then.
   */
  receive(bytes: Buffer): void {
    if (this.#state === "over") return;
    if (this.#received === 0 && bytes[0] !== rtmpVersion) throw new ProtocolViolation("not an RTMP handshake");
    this.#received += bytes.length;
    if (this.#state === "waiting" && this.#received > 2 * maxCommandBytes) {
      throw new ProtocolViolation("too much data before the publish");
    }
    quiet(() => this.parserData(bytes));
    this.#acknowledge();
  }

  #acknowledge(): void {
    // Only who asks is answered: one who does not may close without reading it, and the reset that follows would cost
    // the last media on its way. FFmpeg is such a one.
    if (this.#state !== "publishing" || this.ackSize === undefined) return;
    const window = Math.min(Math.max(this.ackSize, minAcknowledgeWindow), maxAcknowledgeWindow);
    // At half the window, so that the peer never has to wait for the answer to travel.
    if (this.#received - this.#acknowledged < window / 2) return;
    this.#acknowledged = this.#received;
    this.sendACK(this.#received % timestampRange);
  }

  protected override packetParse(): void {
    super.packetParse();
    const { bytes, header } = this.parserPacket;
    if (this.inPackets.size > maxChunkStreams) throw new ProtocolViolation("too many chunk streams");
    // A new length inside a message would send the parser backwards in its input, for ever if the input is made so.
    if (bytes > 0 && header.fmt !== 3) throw new ProtocolViolation("a message began inside another");
    const isMedia = header.type === audioType || header.type === videoType;
    const limit = isMedia && this.#state === "publishing" ? this.#maxMessageBytes : maxCommandBytes;
    if (header.length > limit) throw new ProtocolViolation("message too large");
  }

  protected override packetAlloc(): void {
    const before = this.parserPacket.capacity;
    // Timestamps start again after 49.7 days. The parser would drop everything from there on.
    this.parserPacket.clock %= timestampRange;
    super.packetAlloc();
    this.#allocated += this.parserPacket.capacity - before;
    if (this.#allocated > 2 * this.#maxMessageBytes + 2 * maxCommandBytes) {
      throw new ProtocolViolation("too many large messages at once");
    }
  }

  protected override controlHandler(): void {
    const { header, payload } = this.parserPacket;
    if (header.length < 4) throw new ProtocolViolation("control message too short");
    super.controlHandler();
    if (header.type === setChunkSizeType && (this.inChunkSize < 1 || this.inChunkSize > maxChunkSize)) {
      throw new ProtocolViolation("chunk size not allowed");
    }
    if (header.type === abortType) {
      const aborted = this.inPackets.get(payload.readUInt32BE());
      if (aborted) aborted.bytes = 0;
    }
  }

  protected override dataHandler(): void {
    const { header, clock, payload } = this.parserPacket;
    if (this.#state === "over") return;
    if (this.#state === "waiting") throw new ProtocolViolation("media before the publish");
    // Some encoders send empty messages in silence.
    if (header.length === 0) return;
    this.#events.onMessage({ type: header.type, timestamp: clock, payload: payload.subarray(0, header.length) });
  }

  protected override onConnect(message: unknown): void {
    if (this.#application !== null) throw new ProtocolViolation("a second connect");
    const command: unknown = typeof message === "object" && message !== null ? Reflect.get(message, "cmdObj") : null;
    const application = textField(command, "app");
    if (application === null) throw new ProtocolViolation("connect without an application");
    this.#application = withoutQuery(application).replace(/^\/+|\/+$/g, "");
    // Only what the answer needs, and in its right type: the parser echoes it.
    super.onConnect({
      transId: numberField(message, "transId"),
      cmdObj: {
        app: this.#application,
        tcUrl: textField(command, "tcUrl"),
        objectEncoding: numberField(command, "objectEncoding"),
      },
    });
  }

  protected override onCreateStream(message: unknown): void {
    super.onCreateStream({ transId: numberField(message, "transId") });
  }

  protected override onPublish(message: unknown): void {
    if (this.#state !== "waiting" || this.#application === null) throw new ProtocolViolation("unexpected publish");
    this.streamId = this.parserPacket.header.stream_id;
    const streamName = withoutQuery(textField(message, "streamName") ?? "");
    const answer: PublishAnswer =
      streamName === ""
        ? { code: "NetStream.Publish.BadName", reason: "The stream key is missing or too long." }
        : this.#events.onPublish({ application: this.#application, streamName });
    if (answer !== "accepted") {
      this.#refuse(answer.code, answer.reason);
      return;
    }
    this.#state = "publishing";
    this.sendStatusMessage(this.streamId, "status", "NetStream.Publish.Start", "The stream is now published.");
  }

  protected override onPlay(): void {
    if (this.#state !== "waiting") throw new ProtocolViolation("play on a publishing connection");
    this.streamId = this.parserPacket.header.stream_id;
    this.#refuse("NetStream.Play.Failed", "This server takes publishers only.");
  }

  protected override onDeleteStream(): void {
    if (this.#state !== "publishing") return;
    this.#state = "over";
    this.#events.onLeave();
  }

  #refuse(code: string, reason: string): void {
    this.#state = "over";
    // The parser counts characters where AMF counts bytes.
    const text = reason.replace(/[^\x20-\x7e]/g, "?").slice(0, maxNameLength);
    this.sendStatusMessage(this.streamId ?? 0, "error", code, text);
    this.#events.onRefused();
  }
}

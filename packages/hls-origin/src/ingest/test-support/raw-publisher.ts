import { connect, type Socket } from "node:net";
import { eventually } from "./eventually.js";

const handshakeBytes = 1_536;
const serverHandshakeBytes = 1 + 2 * handshakeBytes;

type AmfValue = string | number | null | { readonly [name: string]: AmfValue };

function amf(value: AmfValue): Buffer {
  if (value === null) return Buffer.from([5]);
  if (typeof value === "number") {
    const bytes = Buffer.alloc(9);
    bytes.writeDoubleBE(value, 1);
    return bytes;
  }
  if (typeof value === "string") return Buffer.concat([Buffer.from([2]), amfName(value)]);
  const fields = Object.entries(value).map(([name, field]) => Buffer.concat([amfName(name), amf(field)]));
  return Buffer.concat([Buffer.from([3]), ...fields, Buffer.from([0, 0, 9])]);
}

function amfName(text: string): Buffer {
  const bytes = Buffer.from(text);
  return Buffer.concat([Buffer.from([bytes.length >> 8, bytes.length & 0xff]), bytes]);
}

export interface RawMessage {
  readonly type: number;
  readonly payload: Buffer;
  readonly timestamp?: number;
  readonly chunkStream?: number;
  readonly chunkSize?: number;
}

/** A message in chunks, with extended timestamps where they are needed. */
export function chunks({ type, payload, timestamp = 0, chunkStream = 3, chunkSize = 128 }: RawMessage): Buffer {
  const isExtended = timestamp >= 0xffffff;
  const extension = Buffer.alloc(isExtended ? 4 : 0);
  if (isExtended) extension.writeUInt32BE(timestamp);
  const header = Buffer.alloc(12);
  header[0] = chunkStream;
  header.writeUIntBE(isExtended ? 0xffffff : timestamp, 1, 3);
  header.writeUIntBE(payload.length, 4, 3);
  header[7] = type;
  header.writeUInt32LE(1, 8);
  const parts = [header, extension, payload.subarray(0, chunkSize)];
  for (let offset = chunkSize; offset < payload.length; offset += chunkSize) {
    parts.push(Buffer.from([0xc0 | chunkStream]), extension, payload.subarray(offset, offset + chunkSize));
  }
  return Buffer.concat(parts);
}

export function command(...values: AmfValue[]): Buffer {
  return chunks({ type: 20, payload: Buffer.concat(values.map(amf)) });
}

export function control(type: number, value: number): Buffer {
  const payload = Buffer.alloc(4);
  payload.writeUInt32BE(value);
  return chunks({ type, payload, chunkStream: 2 });
}

export const handshake = Buffer.concat([Buffer.from([3]), Buffer.alloc(2 * handshakeBytes, 7)]);

export function connectCommand(tcUrl = "rtmp://localhost/live"): Buffer {
  return command("connect", 1, { app: "live", tcUrl });
}

export function publishCommands(streamName: string): Buffer {
  return Buffer.concat([command("createStream", 2, null), command("publish", 3, null, streamName, "live")]);
}

/** An RTMP client that sends whatever the test wants. */
export class RawPublisher {
  readonly socket: Socket;
  #received = Buffer.alloc(0);

  constructor(port: number, options: { allowHalfOpen?: boolean } = {}) {
    this.socket = connect({ port, host: "127.0.0.1", ...options });
    this.socket.on("error", () => {});
    this.socket.on("data", (bytes) => {
      this.#received = Buffer.concat([this.#received, bytes]);
    });
  }

  get received(): Buffer {
    return this.#received.subarray(serverHandshakeBytes);
  }

  get isClosed(): boolean {
    return this.socket.closed;
  }

  send(...parts: Buffer[]): this {
    this.socket.write(Buffer.concat(parts));
    return this;
  }

  /** Sends and waits until the system took it all, so that a test can send more than memory should hold. */
  async sendAll(bytes: Buffer): Promise<void> {
    await new Promise<void>((resolve) => this.socket.write(bytes, () => resolve()));
  }

  async until(text: string): Promise<void> {
    await eventually(() => this.received.includes(text), `the server to say ${text}`);
  }

  async untilClosed(): Promise<void> {
    await eventually(() => this.isClosed, "the server to close the connection");
  }
}

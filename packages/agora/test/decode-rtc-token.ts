import { createHmac } from "node:crypto";
import { inflateSync } from "node:zlib";

/** What stands in a token of the form `007`. */
export interface DecodedRtcToken {
  readonly signatureHex: string;
  /** The part that is signed. */
  readonly info: Buffer;
  readonly appId: string;
  readonly issuedAt: number;
  readonly expiresInSeconds: number;
  readonly salt: number;
  /** Privilege to seconds. 1 joins, 2 to 4 publish. */
  readonly privileges: Readonly<Record<number, number>>;
  readonly channel: string;
  readonly uid: string;
}

class Reader {
  #at = 0;
  constructor(readonly bytes: Buffer) {}
  u16(): number {
    this.#at += 2;
    return this.bytes.readUInt16LE(this.#at - 2);
  }
  u32(): number {
    this.#at += 4;
    return this.bytes.readUInt32LE(this.#at - 4);
  }
  block(): Buffer {
    const length = this.u16();
    this.#at += length;
    return this.bytes.subarray(this.#at - length, this.#at);
  }
  rest(): Buffer {
    return this.bytes.subarray(this.#at);
  }
}

/** The bytes inside a token: they are the same whatever zlib packed them. */
export function inflateRtcToken(token: string): Buffer {
  if (!token.startsWith("007")) throw new Error("not a 007 token");
  return inflateSync(Buffer.from(token.slice(3), "base64"));
}

/** Reads a token of one RTC service. Written from the layout alone, without Agora's package. */
export function decodeRtcToken(token: string): DecodedRtcToken {
  const outer = new Reader(inflateRtcToken(token));
  const signatureHex = outer.block().toString("hex");
  const info = outer.rest();
  const reader = new Reader(info);
  const appId = reader.block().toString();
  const [issuedAt, expiresInSeconds, salt] = [reader.u32(), reader.u32(), reader.u32()];
  const services = [reader.u16(), reader.u16()];
  if (services[0] !== 1 || services[1] !== 1) throw new Error("not one RTC service");
  const count = reader.u16();
  const privileges = Object.fromEntries(Array.from({ length: count }, () => [reader.u16(), reader.u32()]));
  const channel = reader.block().toString();
  const uid = reader.block().toString();
  return { signatureHex, info, appId, issuedAt, expiresInSeconds, salt, privileges, channel, uid };
}

function u32(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32LE(value);
  return bytes;
}

/** The signature that the certificate gives over a decoded token's content. */
export function signRtcToken({ info, issuedAt, salt }: DecodedRtcToken, appCertificate: string): string {
  const inner = createHmac("sha256", u32(issuedAt)).update(appCertificate).digest();
  const key = createHmac("sha256", u32(salt)).update(inner).digest();
  return createHmac("sha256", key).update(info).digest("hex");
}

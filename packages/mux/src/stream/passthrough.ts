import { createHash } from "node:crypto";

/** What a live stream's `passthrough` says. */
export interface StreamIdentity {
  readonly namespace: string;
  readonly channelId: string;
  readonly streamIncarnation: number;
}

/** A `passthrough` read back. The namespace is there as its hash. */
export interface ReadPassthrough {
  readonly namespaceHash: string;
  readonly streamIncarnation: number;
  /** The channel id; of one that did not fit in, `sha256:` and its hash. */
  readonly channelId: string;
}

/** Mux's limit. */
const longest = 255;

const sha256 = (text: string): string => createHash("sha256").update(text).digest("hex");

export function namespaceHashOf(namespace: string): string {
  return sha256(namespace).slice(0, 12);
}

/** As it is where it consists of plain characters, else in Base64, else as a hash. */
function channelPart(channelId: string, room: number): string {
  if (/^[\w.~:@-]+$/.test(channelId) && channelId.length < room) return `c${channelId}`;
  const encoded = Buffer.from(channelId).toString("base64url");
  return encoded.length < room ? `b${encoded}` : `h${sha256(channelId)}`;
}

/** The same numbers give the same text. Mux has no names and no idempotency keys: this is what streams are found by. */
export function passthroughOf({ namespace, channelId, streamIncarnation }: StreamIdentity): string {
  const start = `hs1/${namespaceHashOf(namespace)}/${streamIncarnation}/`;
  return `${start}${channelPart(channelId, longest - start.length)}`;
}

const pattern = /^hs1\/([0-9a-f]{12})\/(\d{1,15})\/([cbh])(.+)$/s;

/** `null` for a text that is none of ours. */
export function readPassthrough(passthrough: string | null): ReadPassthrough | null {
  const [, namespaceHash = "", incarnation = "", form, channel = ""] = pattern.exec(passthrough ?? "") ?? [];
  if (form === undefined) return null;
  const spelled: Record<string, string> = {
    b: Buffer.from(channel, "base64url").toString(),
    h: `sha256:${channel}`,
  };
  return { namespaceHash, streamIncarnation: Number(incarnation), channelId: spelled[form] ?? channel };
}

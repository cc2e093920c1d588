import { createHash } from "node:crypto";
import { type MediaPushRegion, mediaPushRegions } from "./options.js";

/** What a converter's name says. */
export interface RelayIdentity {
  readonly region: MediaPushRegion;
  readonly namespace: string;
  readonly channelId: string;
  readonly relayGeneration: number;
  readonly relayAttempt: number;
}

/** A name read back. The namespace is there as its hash, and a long channel id as well. */
export interface ReadName {
  readonly region: MediaPushRegion;
  readonly namespaceHash: string;
  readonly relayGeneration: number;
  readonly relayAttempt: number;
  /** The channel id, or `null` when only its hash fitted in. */
  readonly channelId: string | null;
  readonly channelHash: string | null;
}

/** Agora's limit; the characters are letters, digits, `_` and `-`. */
const longestName = 64;

const sha256 = (text: string): string => createHash("sha256").update(text).digest("hex");

export function namespaceHashOf(namespace: string): string {
  return sha256(namespace).slice(0, 8);
}

export function channelHashOf(channelId: string): string {
  return sha256(channelId).slice(0, 32);
}

/** The channel id as it is where its characters allow, else in Base64, else as a hash. */
function channelPart(channelId: string, room: number): string {
  if (/^[A-Za-z0-9_-]+$/.test(channelId) && channelId.length < room) return `c${channelId}`;
  const encoded = Buffer.from(channelId).toString("base64url");
  return encoded.length < room ? `b${encoded}` : `h${channelHashOf(channelId)}`;
}

/**
 * The same numbers give the same name, which Agora takes only once in a project: that makes a start idempotent. The
 * region is part of it, since a list does not tell it and nothing can be asked or deleted without it.
 */
export function converterName(identity: RelayIdentity): string {
  const { region, namespace, channelId, relayGeneration, relayAttempt } = identity;
  const numbers = `${relayGeneration.toString(36)}-${relayAttempt.toString(36)}`;
  const start = `hs${region}${namespaceHashOf(namespace)}-${numbers}-`;
  return `${start}${channelPart(channelId, longestName - start.length)}`;
}

const pattern = /^hs([a-z]{2})([0-9a-f]{8})-([0-9a-z]{1,11})-([0-9a-z]{1,11})-([cbh])([A-Za-z0-9_-]+)$/;

/** `null` for a name that is none of ours. */
export function readConverterName(name: string): ReadName | null {
  const [, regionText, namespaceHash = "", generation = "", attempt = "", form, channel = ""] =
    pattern.exec(name) ?? [];
  const region = mediaPushRegions.find((each) => each === regionText);
  if (region === undefined) return null;
  const plain = form === "b" ? Buffer.from(channel, "base64url").toString() : channel;
  return {
    region,
    namespaceHash,
    relayGeneration: Number.parseInt(generation, 36),
    relayAttempt: Number.parseInt(attempt, 36),
    channelId: form === "h" ? null : plain,
    channelHash: form === "h" ? channel : null,
  };
}

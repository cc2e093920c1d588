import { createHash } from "node:crypto";
import type { StreamName } from "./channel-name.js";

const key = {
  namespace: "hybrid-stream:namespace",
  channelId: "hybrid-stream:channel",
  streamIncarnation: "hybrid-stream:incarnation",
  createdAt: "hybrid-stream:created",
} as const;

const plain = /^(?!=)[A-Za-z0-9 _.:/+=@-]{1,256}$/;
const encoded = "=b64:";
const hashed = "=sha256:";

/** A tag takes 256 of a few letters: other words are encoded, and those that stay too long are hashed. */
export function toTagValue(value: string): string {
  if (plain.test(value)) return value;
  const text = `${encoded}${Buffer.from(value).toString("base64url")}`;
  if (text.length <= 256) return text;
  return `${hashed}${createHash("sha256").update(value).digest("hex")}`;
}

function fromTagValue(tag: string): string {
  if (tag.startsWith(encoded)) return Buffer.from(tag.slice(encoded.length), "base64url").toString();
  // Of a hashed one nothing but the hash is there: `sha256:<hex>`.
  return tag.startsWith(hashed) ? tag.slice(1) : tag;
}

/** The tags by which a channel is found again. */
export function tagsOf({ namespace, channelId, streamIncarnation }: StreamName, now: Date): Record<string, string> {
  return {
    [key.namespace]: toTagValue(namespace),
    [key.channelId]: toTagValue(channelId),
    [key.streamIncarnation]: String(streamIncarnation),
    [key.createdAt]: now.toISOString(),
  };
}

/** Whether the tags are those of this namespace. */
export function isOf(namespace: string, tags: Readonly<Record<string, string>>): boolean {
  return tags[key.namespace] === toTagValue(namespace);
}

/** What the tags of one of our channels say; `null` when they are not ours, or broken. */
export function readTags(
  tags: Readonly<Record<string, string>>,
): { readonly channelId: string; readonly streamIncarnation: number; readonly createdAt: Date | null } | null {
  const channelId = tags[key.channelId];
  const streamIncarnation = Number(tags[key.streamIncarnation]);
  if (channelId === undefined || !Number.isSafeInteger(streamIncarnation) || streamIncarnation < 0) return null;
  const createdAt = new Date(tags[key.createdAt] ?? "");
  return {
    channelId: fromTagValue(channelId),
    streamIncarnation,
    createdAt: Number.isNaN(createdAt.getTime()) ? null : createdAt,
  };
}

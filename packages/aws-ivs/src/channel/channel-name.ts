import { createHash } from "node:crypto";

/** What names a live stream for its owner. */
export interface StreamName {
  readonly namespace: string;
  readonly channelId: string;
  readonly streamIncarnation: number;
}

const longest = 128;

/**
 * The IVS channel's name: the same for the same stream, in the letters that IVS takes. It begins with a hash, since a
 * channel id may have other letters or be long; the rest is for people.
 */
export function channelNameOf({ namespace, channelId, streamIncarnation }: StreamName): string {
  const hash = createHash("sha256")
    .update(JSON.stringify([namespace, channelId, streamIncarnation]))
    .digest("hex")
    .slice(0, 24);
  const readable = `${namespace}-${channelId}-${streamIncarnation}`.replace(/[^a-zA-Z0-9_-]+/g, "-");
  return `hs-${hash}-${readable}`.slice(0, longest);
}

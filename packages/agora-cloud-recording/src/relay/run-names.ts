import { createHash } from "node:crypto";
import { reservedUids } from "@hybrid-stream/agora";
import type { EffectContext } from "@hybrid-stream/spec";

/** What one attempt is called at the vendor, which takes App ID, cname and uid together as the name of a recording. */
export interface RunNames {
  /** In web mode only a label. It names the run of the page too, and notifications are found by it. */
  readonly cname: string;
  /** A whole number in a text, out of the reserved range. */
  readonly uid: string;
}

const prefix = "hs-";

/**
 * The same numbers give the same names, so that a second start of the same attempt meets a task conflict instead of
 * starting a second recorder; another attempt gets a fresh uid.
 */
export function runNames(call: EffectContext): RunNames {
  const { namespace, channelId, relayGeneration, relayAttempt } = call;
  const channel = hash(JSON.stringify([namespace, channelId]))
    .toString("hex")
    .slice(0, 16);
  const cname = `${prefix}${channel}-${relayGeneration}-${relayAttempt}`;
  const range = reservedUids.last - reservedUids.first + 1;
  return { cname, uid: String(reservedUids.first + (hash(cname).readUInt32BE(0) % range)) };
}

/** Whether a recording of this name can be one of {@link runNames}. */
export function isRunName(cname: string): boolean {
  return cname.startsWith(prefix);
}

const hash = (text: string): Buffer => createHash("sha256").update(text).digest();

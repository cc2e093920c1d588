import { randomInt } from "node:crypto";
import * as z from "zod/mini";

/**
 * Uids that Hybrid Stream joins RTC channels with: recorders, pages, browsers. Never give one of them to a user of
 * yours; whoever carries one is not counted as audience and never taken for a host.
 */
export const reservedUids = { first: 2_000_000_000, last: 2_099_999_999 } as const;

/** The schema of a uid that one of ours joins with. */
export const reservedUid = z.int().check(z.minimum(reservedUids.first), z.maximum(reservedUids.last));

/** Whether a uid is one of {@link reservedUids}. */
export function isReservedUid(uid: number): boolean {
  return uid >= reservedUids.first && uid <= reservedUids.last;
}

/** A uid out of {@link reservedUids}, different with every call as far as chance goes. */
export function randomReservedUid(): number {
  return randomInt(reservedUids.first, reservedUids.last + 1);
}

/** A uid for a viewer: outside {@link reservedUids}, never 0. */
export function randomViewerUid(): number {
  return randomInt(1, reservedUids.first);
}

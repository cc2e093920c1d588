import { createHash, timingSafeEqual } from "node:crypto";
import { Secret } from "@hybrid-stream/spec";

function digest(value: string | Secret): Buffer {
  return createHash("sha256")
    .update(value instanceof Secret ? value.reveal() : value)
    .digest();
}

/** Whether two strings are the same, in a time that tells nothing about where they differ, or how long they are. */
export function constantTimeEqual(one: string | Secret, other: string | Secret): boolean {
  return timingSafeEqual(digest(one), digest(other));
}

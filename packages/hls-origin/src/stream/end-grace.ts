import type { Broadcast } from "./segment-table.js";

/**
 * Until when an ended broadcast is still served as a live playlist with its end, so that players play what they have
 * and stop cleanly. Milliseconds since 1970.
 */
export function graceEndsAt(endedAt: number, targetDurationSeconds: number): number {
  return endedAt + Math.max(15, 4 * targetDurationSeconds) * 1000;
}

/** Whether the broadcast's live playlists are served at `now`. */
export function isOnAir(broadcast: Broadcast, targetDurationSeconds: number, now: number): boolean {
  return broadcast.endedAt === null || now < graceEndsAt(broadcast.endedAt, targetDurationSeconds);
}

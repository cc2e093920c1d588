import { randomBytes } from "node:crypto";
import type { Clock } from "@hybrid-stream/spec";

const sessionIdPattern = /^[\w-]{12}$/;

/**
 * Who is watching one stream: the sessions that fetched a media playlist lately. Memory is bounded: beyond `maxSessions`
 * the one that was seen longest ago is forgotten.
 */
export class ViewerSessions {
  /** Last sight by session, by the monotonic clock; the oldest sight comes first. */
  readonly #lastSeen = new Map<string, number>();
  readonly #clock: Clock;
  readonly #maxSessions: number;

  constructor(clock: Clock, maxSessions = 100_000) {
    this.#clock = clock;
    this.#maxSessions = maxSessions;
  }

  /** A new id. It counts from its first media playlist on. */
  newSessionId(): string {
    return randomBytes(9).toString("base64url");
  }

  saw(sessionId: string): void {
    if (!sessionIdPattern.test(sessionId)) return;
    this.#lastSeen.delete(sessionId);
    this.#lastSeen.set(sessionId, this.#clock.monotonic());
    if (this.#lastSeen.size <= this.#maxSessions) return;
    const [oldest] = this.#lastSeen.keys();
    if (oldest !== undefined) this.#lastSeen.delete(oldest);
  }

  /** Sessions seen within the last `seconds`. */
  count(seconds: number): number {
    const since = this.#clock.monotonic() - seconds * 1000;
    for (const [sessionId, seen] of this.#lastSeen) {
      if (seen >= since) break;
      this.#lastSeen.delete(sessionId);
    }
    return this.#lastSeen.size;
  }

  clear(): void {
    this.#lastSeen.clear();
  }
}

/** How long a session counts after its last playlist: three target durations, 10 s at least. */
export function viewerWindowSeconds(targetDurationSeconds: number): number {
  return Math.max(10, 3 * targetDurationSeconds);
}

import type { OutgoingSegment } from "../stream/media-files.js";

/** A segment that waits for the storage. */
export interface WaitingSegment {
  readonly segment: OutgoingSegment;
  /** When the packager had finished it, by the monotonic clock. */
  readonly arrivedAt: number;
  isSent: boolean;
  isDropped: boolean;
}

/** What bounds a queue. */
export interface QueueLimits {
  readonly maxLagSeconds: number;
  readonly maxUnsentBytes: number;
}

/** The segments of one stream that are not in the bucket yet, oldest first. It holds names; the bytes are on the disk. */
export class OutgoingQueue {
  readonly #limits: QueueLimits;
  #waiting: WaitingSegment[] = [];
  #bytes = 0;
  #onEmpty: (() => void)[] = [];

  constructor(limits: QueueLimits) {
    this.#limits = limits;
  }

  get length(): number {
    return this.#waiting.length;
  }

  get bytes(): number {
    return this.#bytes;
  }

  get oldest(): WaitingSegment | undefined {
    return this.#waiting[0];
  }

  first(count: number): WaitingSegment[] {
    return this.#waiting.slice(0, count);
  }

  add(segment: OutgoingSegment, now: number): void {
    this.#waiting.push({ segment, arrivedAt: now, isSent: false, isDropped: false });
    this.#bytes += segment.bytes;
  }

  /** Takes out the oldest one if it is sent. */
  takeSent(): WaitingSegment | undefined {
    return this.#waiting[0]?.isSent ? this.#takeOldest() : undefined;
  }

  /** Takes out those that come too late for viewers, or that are too many; or all. */
  drop(now: number, which: "late" | "all"): WaitingSegment[] {
    const dropped: WaitingSegment[] = [];
    for (let oldest = this.oldest; oldest !== undefined; oldest = this.oldest) {
      const isLate = now - oldest.arrivedAt > this.#limits.maxLagSeconds * 1000;
      if (which === "late" && !isLate && this.#bytes <= this.#limits.maxUnsentBytes) break;
      oldest.isDropped = true;
      dropped.push(oldest);
      this.#takeOldest();
    }
    return dropped;
  }

  /** Resolves when nothing waits. */
  whenEmpty(): Promise<void> {
    if (this.#waiting.length === 0) return Promise.resolve();
    return new Promise((resolve) => this.#onEmpty.push(resolve));
  }

  #takeOldest(): WaitingSegment | undefined {
    const oldest = this.#waiting.shift();
    this.#bytes -= oldest?.segment.bytes ?? 0;
    if (this.#waiting.length === 0) for (const resolve of this.#onEmpty.splice(0)) resolve();
    return oldest;
  }
}

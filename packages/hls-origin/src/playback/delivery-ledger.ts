import type { Clock, TimeRange } from "@hybrid-stream/spec";

const minuteMs = 60_000;
/** Two days of minutes. */
const keptMinutes = 2880;

/** What is counted, per minute. */
export interface DeliveryCounts {
  bytesDelivered: number;
  secondsDelivered: number;
  bytesReceived: number;
  secondsReceived: number;
  peakViewers: number;
}

const nothing = (): DeliveryCounts => ({
  bytesDelivered: 0,
  secondsDelivered: 0,
  bytesReceived: 0,
  secondsReceived: 0,
  peakViewers: 0,
});

/** Counts one stream's media in and out, by the minute, for the last two days. In memory only. */
export class DeliveryLedger {
  readonly #clock: Clock;
  readonly #minutes = new Map<number, DeliveryCounts>();
  /** When counting began. */
  readonly since: Date;

  constructor(clock: Clock) {
    this.#clock = clock;
    this.since = clock.now();
  }

  delivered(bytes: number, seconds: number): void {
    const minute = this.#current();
    minute.bytesDelivered += bytes;
    minute.secondsDelivered += seconds;
  }

  received(bytes: number, seconds: number): void {
    const minute = this.#current();
    minute.bytesReceived += bytes;
    minute.secondsReceived += seconds;
  }

  viewers(count: number): void {
    const minute = this.#current();
    minute.peakViewers = Math.max(minute.peakViewers, count);
  }

  /** Of all minutes that are kept. */
  get total(): DeliveryCounts {
    return this.sum({ from: new Date(0), to: new Date(8.64e15) });
  }

  /** Sums the minutes that begin inside the range. */
  sum(range: TimeRange): DeliveryCounts {
    const total = nothing();
    const first = Math.floor(range.from.getTime() / minuteMs);
    for (const [number, minute] of this.#minutes) {
      if (number < first || number * minuteMs >= range.to.getTime()) continue;
      total.bytesDelivered += minute.bytesDelivered;
      total.secondsDelivered += minute.secondsDelivered;
      total.bytesReceived += minute.bytesReceived;
      total.secondsReceived += minute.secondsReceived;
      total.peakViewers = Math.max(total.peakViewers, minute.peakViewers);
    }
    return total;
  }

  #current(): DeliveryCounts {
    const number = Math.floor(this.#clock.now().getTime() / minuteMs);
    const known = this.#minutes.get(number);
    if (known) return known;
    const minute = nothing();
    this.#minutes.set(number, minute);
    if (this.#minutes.size > keptMinutes) {
      const [oldest] = this.#minutes.keys();
      if (oldest !== undefined) this.#minutes.delete(oldest);
    }
    return minute;
  }
}

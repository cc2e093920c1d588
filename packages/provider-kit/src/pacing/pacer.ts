import { type Clock, HybridStreamError, systemClock } from "@hybrid-stream/spec";

const priorities: readonly PacerPriority[] = ["stop", "fence", "start", "observe", "sweep", "analytics"];

/** What a request is for, the most urgent first: `stop`, `fence`, `start`, `observe`, `sweep`, `analytics`. */
export type PacerPriority = "stop" | "fence" | "start" | "observe" | "sweep" | "analytics";

/** The bounds of one vendor quota: for one credential and one class of operations. */
export interface PacerOptions {
  /** Default: the machine's clock. */
  readonly clock?: Clock;
  /** Requests per second in the long run: this instance's share of the quota. */
  readonly ratePerSecond: number;
  /** Requests that may go at once after a pause. Default: one second's worth, at least 1. */
  readonly burst?: number;
  /**
   * The part of `burst` that only stops and fences may use. Default 0.3. With a burst of 1 nothing can be kept back,
   * and only the order is left.
   */
  readonly reserve?: number;
}

/** Spaces requests out, the urgent ones first. */
export interface Pacer {
  /**
   * Waits for its turn: by priority, then in the order of asking.
   *
   * @throws `aborted` (`timeout` for an `AbortSignal.timeout`), with retry `safe`, when `signal` aborts first.
   */
  acquire(request: { readonly priority: PacerPriority; readonly signal: AbortSignal }): Promise<void>;
  /** How many wait. */
  readonly waiting: number;
}

interface Waiter {
  readonly priority: PacerPriority;
  readonly go: () => void;
}

/** Sums of fractions come out a hair too small; without this the last timer would be set again and again. */
const rounding = 1e-6;

function check(field: string, valid: boolean, rule: string): void {
  if (valid) return;
  throw new HybridStreamError({ code: "invalid-options", message: `createPacer(): ${field} must be ${rule}.`, field });
}

function gaveUp(signal: AbortSignal): HybridStreamError {
  const isTimeout = signal.reason instanceof Error && signal.reason.name === "TimeoutError";
  return new HybridStreamError({
    code: isTimeout ? "timeout" : "aborted",
    message: "The request was given up while it waited for its turn. Nothing was sent.",
    retry: "safe",
  });
}

/** Makes a token bucket with priorities. @throws `invalid-options` for a number outside its range. */
export function createPacer(options: PacerOptions): Pacer {
  const { clock = systemClock, ratePerSecond, reserve = 0.3 } = options;
  const burst = options.burst ?? Math.max(1, Math.floor(ratePerSecond));
  check("ratePerSecond", Number.isFinite(ratePerSecond) && ratePerSecond > 0, "a number above 0");
  check("burst", Number.isFinite(burst) && burst >= 1, "a number of at least 1");
  check("reserve", reserve >= 0 && reserve < 1, "at least 0 and below 1");
  const kept = Math.min(burst * reserve, burst - 1);
  const queues = new Map<PacerPriority, Set<Waiter>>(priorities.map((priority) => [priority, new Set()]));
  let tokens = burst;
  let filledAt = clock.monotonic();
  let timer: { readonly handle: unknown } | null = null;

  const needed = ({ priority }: Waiter): number => (priority === "stop" || priority === "fence" ? 1 : 1 + kept);

  function firstWaiter(): Waiter | undefined {
    for (const queue of queues.values()) for (const waiter of queue) return waiter;
    return undefined;
  }

  /** Lets go whoever may go now, and sets the timer for the next one. */
  function serve(): void {
    if (timer) clock.clearTimeout(timer.handle);
    timer = null;
    const now = clock.monotonic();
    tokens = Math.min(burst, tokens + ((now - filledAt) * ratePerSecond) / 1000);
    filledAt = now;
    // The first one needs least, so when it cannot go, nobody can.
    for (let waiter = firstWaiter(); waiter; waiter = firstWaiter()) {
      const missing = needed(waiter) - tokens;
      if (missing > rounding) {
        timer = { handle: clock.setTimeout(serve, Math.ceil((missing * 1000) / ratePerSecond)) };
        return;
      }
      tokens -= 1;
      queues.get(waiter.priority)?.delete(waiter);
      waiter.go();
    }
  }

  return {
    get waiting() {
      return [...queues.values()].reduce((sum, queue) => sum + queue.size, 0);
    },
    acquire({ priority, signal }) {
      return new Promise((resolve, reject) => {
        if (signal.aborted) {
          reject(gaveUp(signal));
          return;
        }
        const giveUp = (): void => {
          queues.get(priority)?.delete(waiter);
          reject(gaveUp(signal));
          serve();
        };
        const waiter: Waiter = {
          priority,
          go() {
            signal.removeEventListener("abort", giveUp);
            resolve();
          },
        };
        signal.addEventListener("abort", giveUp, { once: true });
        queues.get(priority)?.add(waiter);
        serve();
      });
    },
  };
}

import { type Clock, delay, type ErrorCode, HybridStreamError } from "@hybrid-stream/spec";

/** What shall go wrong with a call of a fake. */
export interface FakeFault {
  /** The call throws this. Left out: it answers as usual. */
  readonly error?: ErrorCode;
  /**
   * What the call does at the vendor before it throws. `once` with `error: "timeout"` is a lost answer; `twice` is a
   * request that something on the way repeated. Default: `none` with an error, `once` without.
   */
  readonly effect?: "none" | "once" | "twice";
  /** The answer comes this much later; the effect does not. Milliseconds. */
  readonly delayMs?: number;
  readonly retryAfterMs?: number;
  /** For how many calls. Default 1; `Number.POSITIVE_INFINITY`: until healed. */
  readonly times?: number;
}

/** One call that a fake got. */
export interface FakeCall {
  readonly operation: string;
  /** By the fake's clock, `Clock.monotonic`. */
  readonly at: number;
  /** `null` for calls that are not about one channel. */
  readonly channelId: string | null;
  readonly outcome: "pending" | "answered" | "failed";
  readonly errorCode: string | null;
}

/** Breaks calls of a fake on demand. */
export interface FakeFaults {
  /** The next calls of this operation go wrong, in the order in which faults were added. `*`: of any operation. */
  next(operation: string, fault: FakeFault): void;
  /** Takes back the faults of one operation, or all. */
  heal(operation?: string): void;
}

/** What a fake was asked. */
export interface FakeCallLog {
  readonly entries: readonly FakeCall[];
  /** How often an operation was called; for one channel when given. */
  count(operation: string, channelId?: string): number;
  clear(): void;
}

interface CallPlan<Result> {
  readonly operation: string;
  readonly channelId: string | null;
  readonly signal: AbortSignal;
  /** Must give the same answer when it runs twice, unless the vendor would not. */
  readonly effect: () => Result | Promise<Result>;
}

/** Runs each call of one fake provider: log, latency, faults, abort. */
export class FakeCalls {
  readonly entries: FakeCall[] = [];
  readonly #planned: { operation: string; fault: FakeFault; left: number }[] = [];

  constructor(private readonly setup: { provider: string; clock: Clock; latencyMs: number }) {}

  readonly faults: FakeFaults = {
    next: (operation, fault) => {
      this.#planned.push({ operation, fault, left: fault.times ?? 1 });
    },
    heal: (operation) => {
      const kept = operation === undefined ? [] : this.#planned.filter((plan) => plan.operation !== operation);
      this.#planned.splice(0, this.#planned.length, ...kept);
    },
  };

  readonly log: FakeCallLog = {
    entries: this.entries,
    count: (operation, channelId) =>
      this.entries.filter(
        (entry) => entry.operation === operation && (channelId === undefined || entry.channelId === channelId),
      ).length,
    clear: () => {
      this.entries.length = 0;
    },
  };

  async run<Result>(plan: CallPlan<Result>): Promise<Result> {
    const index = this.entries.length;
    const entry: FakeCall = {
      operation: plan.operation,
      at: this.setup.clock.monotonic(),
      channelId: plan.channelId,
      outcome: "pending",
      errorCode: null,
    };
    this.entries.push(entry);
    const finish = (outcome: FakeCall["outcome"], errorCode: string | null): void => {
      if (this.entries[index] === entry) this.entries[index] = { ...entry, outcome, errorCode };
    };
    try {
      const result = await this.#perform(plan);
      finish("answered", null);
      return result;
    } catch (thrown) {
      finish("failed", HybridStreamError.isInstance(thrown) ? thrown.code : "unknown");
      throw thrown;
    }
  }

  async #perform<Result>(plan: CallPlan<Result>): Promise<Result> {
    const fault = this.#take(plan.operation);
    await this.#wait(plan, this.setup.latencyMs);
    const effect = fault?.effect ?? (fault?.error === undefined ? "once" : "none");
    const result = effect === "none" ? undefined : { value: await plan.effect() };
    if (effect === "twice") await plan.effect();
    await this.#wait(plan, fault?.delayMs ?? 0);
    if (fault?.error === undefined && result) return result.value;
    throw this.error(fault?.error ?? "timeout", plan.operation, fault?.retryAfterMs);
  }

  #take(operation: string): FakeFault | undefined {
    const index = this.#planned.findIndex((plan) => plan.operation === operation || plan.operation === "*");
    const plan = this.#planned[index];
    if (!plan) return undefined;
    plan.left -= 1;
    if (plan.left <= 0) this.#planned.splice(index, 1);
    return plan.fault;
  }

  async #wait(plan: CallPlan<unknown>, milliseconds: number): Promise<void> {
    const throwIfAborted = (): void => {
      if (!plan.signal.aborted) return;
      const reason: unknown = plan.signal.reason;
      if (HybridStreamError.isInstance(reason)) throw this.error(reason.code as ErrorCode, plan.operation);
      const timedOut = reason instanceof Error && reason.name === "TimeoutError";
      throw this.error(timedOut ? "timeout" : "aborted", plan.operation);
    };
    throwIfAborted();
    if (milliseconds <= 0) return;
    await delay(this.setup.clock, milliseconds, plan.signal).catch(throwIfAborted);
  }

  error(code: ErrorCode, operation: string, retryAfterMs?: number): HybridStreamError {
    return new HybridStreamError({
      code,
      message: `The fake vendor of ${this.setup.provider} answered ${operation} with ${code}.`,
      provider: this.setup.provider,
      operation,
      retryAfterMs,
    });
  }
}

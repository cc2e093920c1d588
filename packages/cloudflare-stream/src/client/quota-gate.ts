import { createPacer, fingerprint, type Pacer, type PacerPriority } from "@hybrid-stream/provider-kit";
import { type Clock, HybridStreamError, type Secret } from "@hybrid-stream/spec";

/**
 * Cloudflare lets each user make 1,200 calls of its API in five minutes, over all products, and blocks every call for
 * the next five minutes after that. Numbers per window: 360 (30 %) are kept for stops and fences, 60 others may go at
 * once, and 2.5 a second follow: 1,170 together, so that a late arrival does not tip it.
 */
const api = { kept: 360, burst: 60, perSecond: 2.5 };
/** Queries of GraphQL are counted by themselves as well, 300 in five minutes: here 285, and none kept back. */
const graphql = { kept: 0, burst: 30, perSecond: 0.85 };
const limits = { api, graphql };
const windowSeconds = 300;

/** What Cloudflare counts by itself. */
type Quota = keyof typeof limits;

/** What one credential may send, whoever asks in this process. */
export class QuotaGate {
  readonly #clock: Clock;
  readonly #pacer: Pacer;
  #closedUntil = 0;

  constructor(clock: Clock, share: number, quota: Quota = "api") {
    const { kept, burst, perSecond } = limits[quota];
    this.#clock = clock;
    const whole = Math.max(1, (kept + burst) * share);
    this.#pacer = createPacer({
      clock,
      ratePerSecond: perSecond * share,
      burst: whole,
      reserve: kept / (kept + burst),
    });
  }

  /** Somebody waits for a turn, or Cloudflare blocks. */
  get isBusy(): boolean {
    return this.#pacer.waiting > 0 || this.#clock.monotonic() < this.#closedUntil;
  }

  /**
   * Waits for its turn. While Cloudflare blocks the user only stops and fences are sent.
   *
   * @throws `rate-limited` during a block; `aborted` or `timeout` when the signal aborts first.
   */
  async pass(request: { readonly priority: PacerPriority; readonly signal: AbortSignal }): Promise<void> {
    await this.#pacer.acquire(request);
    const leftMs = this.#closedUntil - this.#clock.monotonic();
    if (leftMs <= 0 || request.priority === "stop" || request.priority === "fence") return;
    throw new HybridStreamError({
      code: "rate-limited",
      message: "Cloudflare blocks this account's API calls for now, so nothing was sent. Send fewer requests.",
      retryAfterMs: Math.ceil(leftMs),
    });
  }

  /** Cloudflare has answered 429: it blocks for so long. Default: five minutes, as documented. */
  block(retryAfterMs: number = windowSeconds * 1000): void {
    const until = this.#clock.monotonic() + Math.min(retryAfterMs, windowSeconds * 1000);
    this.#closedUntil = Math.max(this.#closedUntil, until);
  }
}

// By clock as well: a pacer lives by one, and tests bring their own.
const shared = new WeakMap<Clock, Map<string, QuotaGate>>();

/** The one gate in this process for a credential, so that all instances and features share its quota. */
export function quotaGateOf({
  token,
  share,
  clock,
  quota = "api",
}: {
  readonly token: Secret;
  readonly share: number;
  readonly clock: Clock;
  readonly quota?: Quota;
}): QuotaGate {
  const gates = shared.get(clock) ?? new Map<string, QuotaGate>();
  shared.set(clock, gates);
  const name = `${fingerprint(token)}:${share}:${quota}`;
  const known = gates.get(name);
  if (known) return known;
  const gate = new QuotaGate(clock, share, quota);
  gates.set(name, gate);
  return gate;
}

import { createHmac, randomUUID } from "node:crypto";
import type { Timers } from "../timers.js";

/** Where webhooks go. */
export interface MuxWebhookTarget {
  /** The endpoint's signing secret. */
  readonly secret: string;
  /** An address to POST to. */
  readonly url?: string | undefined;
  /** Called instead of the network, with the request as it would arrive. */
  readonly handler?: ((request: Request) => Response | Promise<Response>) | undefined;
}

/**
 * How webhooks travel.
 *
 * - `on-time`: at once, in order
 * - `late`: each so much later, by the simulator's clock
 * - `duplicated`: each twice, with the same `id`
 * - `reordered`: each second one overtakes the one before it; one without a follower comes after 5 s
 * - `lost`: none arrives
 */
export type MuxWebhookMode =
  | { readonly kind: "on-time" | "duplicated" | "reordered" | "lost" }
  | { readonly kind: "late"; readonly milliseconds: number };

/** One try to deliver a webhook. No secret is in it. */
export interface MuxWebhookAttempt {
  readonly at: Date;
  readonly type: string;
  readonly id: string;
  /** From 1. */
  readonly attempt: number;
  /** `null`: there was no answer within 5 s. */
  readonly status: number | null;
}

/** What happened, to what. */
export interface MuxOccurrence {
  readonly type: string;
  readonly object: { readonly type: "live" | "asset"; readonly id: string };
  readonly data: object;
}

const patienceMs = 5_000;
/** Growing, until 24 hours are over. Seconds. */
const retryGaps = [5, 30, 120, 600, 3_600, 10_800, 21_600, 43_200];
const overtakenAfterMs = 5_000;
const remembered = 10_000;
/** A handler without an address gets this one; the name can never exist. */
const placeholder = "http://webhooks.invalid/";

/** Takes webhooks to where they belong. */
export class Courier {
  mode: MuxWebhookMode = { kind: "on-time" };
  readonly attempts: MuxWebhookAttempt[] = [];
  readonly #target: MuxWebhookTarget | undefined;
  readonly #timers: Timers;
  readonly #closing: AbortSignal;
  #held: (() => void) | null = null;

  constructor(target: MuxWebhookTarget | undefined, timers: Timers, closing: AbortSignal) {
    this.#target = target;
    this.#timers = timers;
    this.#closing = closing;
  }

  notify(occurrence: MuxOccurrence): void {
    const target = this.#target;
    if (!target || this.mode.kind === "lost") return;
    const event = {
      ...occurrence,
      id: randomUUID(),
      created_at: this.#timers.clock.now().toISOString(),
      environment: { id: "simulated", name: "Simulated" },
      accessor: null,
      accessor_source: null,
      request_id: null,
    };
    const deliver = (): void => void this.#deliver(target, event);
    if (this.mode.kind === "late") this.#timers.after(this.mode.milliseconds, deliver);
    else if (this.mode.kind === "reordered") this.#overtake(deliver);
    else for (let copy = this.mode.kind === "duplicated" ? 2 : 1; copy > 0; copy -= 1) deliver();
  }

  #overtake(deliver: () => void): void {
    const held = this.#held;
    if (held) {
      deliver();
      held();
      return;
    }
    const go = (): void => {
      cancel();
      this.#held = null;
      deliver();
    };
    const cancel = this.#timers.after(overtakenAfterMs, go);
    this.#held = go;
  }

  async #deliver(target: MuxWebhookTarget, event: MuxOccurrence & { readonly id: string }): Promise<void> {
    const { id, type } = event;
    const attempts: object[] = [];
    for (let attempt = 1; !this.#closing.aborted; attempt += 1) {
      const status = await this.#post(target, JSON.stringify({ ...event, attempts }));
      if (this.#closing.aborted) return;
      const at = this.#timers.clock.now();
      attempts.push({ webhook_id: "simulated", address: target.url ?? placeholder, response_status_code: status });
      this.attempts.push({ at, type, id, attempt, status });
      if (this.attempts.length > remembered) this.attempts.shift();
      const gap = retryGaps[attempt - 1];
      if ((status !== null && status >= 200 && status < 300) || gap === undefined) return;
      await this.#timers.pause(gap * 1000, this.#closing);
    }
  }

  /** The status of the answer; `null` when none came in time. */
  async #post({ secret, url, handler }: MuxWebhookTarget, body: string): Promise<number | null> {
    const time = Math.floor(this.#timers.clock.now().getTime() / 1000);
    const signature = createHmac("sha256", secret).update(`${time}.${body}`).digest("hex");
    const headers = { "content-type": "application/json", "mux-signature": `t=${time},v1=${signature}` };
    const late = new AbortController();
    const signal = AbortSignal.any([this.#closing, late.signal]);
    const cancel = this.#timers.after(patienceMs, () => late.abort());
    const send = async (): Promise<number> => {
      const request = new Request(url ?? placeholder, { method: "POST", body, headers, signal });
      const response = await (handler ?? fetch)(request);
      await response.arrayBuffer();
      return response.status;
    };
    const givenUp = new Promise<null>((resolve) => {
      signal.addEventListener("abort", () => resolve(null), { once: true });
    });
    try {
      return await Promise.race([send().catch(() => null), givenUp]);
    } finally {
      cancel();
    }
  }
}

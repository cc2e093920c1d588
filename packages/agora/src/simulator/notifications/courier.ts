import { randomUUID } from "node:crypto";
import type { Timers } from "../timers.js";
import { post } from "./post.js";
import { signNotification } from "./sign-notification.js";
import {
  type AgoraWebhookTarget,
  type NotificationMode,
  type NotifyingProduct,
  productIds,
  type WebhookTargets,
} from "./webhook-target.js";

/** One try to deliver a notification. No secret is in it. */
export interface NotificationAttempt {
  readonly at: Date;
  readonly product: NotifyingProduct;
  readonly eventType: number;
  readonly noticeId: string;
  /** From 1. */
  readonly attempt: number;
  /** `null`: there was no answer within 10 s. */
  readonly status: number | null;
}

interface Notice {
  readonly product: NotifyingProduct;
  readonly target: AgoraWebhookTarget;
  readonly eventType: number;
  readonly noticeId: string;
  readonly payload: object;
}

/** After an answer that is not 200: at once, then with growing gaps. Milliseconds. */
const retryGaps = [0, 5_000, 15_000];
const overtakenAfterMs = 5_000;
const remembered = 10_000;

/** Takes the notifications of every product to where they belong. */
export class Courier {
  readonly #targets: WebhookTargets;
  readonly #timers: Timers;
  readonly #closing = new AbortController();
  readonly #attempts: NotificationAttempt[] = [];
  #mode: NotificationMode = { kind: "on-time" };
  #held: (() => void) | null = null;

  constructor(targets: WebhookTargets, timers: Timers) {
    this.#targets = targets;
    this.#timers = timers;
  }

  set mode(mode: NotificationMode) {
    this.#mode = mode;
  }

  get attempts(): NotificationAttempt[] {
    return [...this.#attempts];
  }

  /** Sends one, if anybody listens to the product. */
  notify(product: NotifyingProduct, eventType: number, payload: object): void {
    const target = this.#targets[product];
    if (!target || this.#mode.kind === "lost") return;
    const notice: Notice = { product, target, eventType, noticeId: randomUUID().replaceAll("-", ""), payload };
    if (this.#mode.kind === "late") {
      this.#timers.after(this.#mode.milliseconds, () => void this.#deliver(notice));
    } else if (this.#mode.kind === "reordered") {
      this.#overtake(notice);
    } else {
      const copies = this.#mode.kind === "duplicated" ? 2 : 1;
      for (let copy = 0; copy < copies; copy += 1) void this.#deliver(notice);
    }
  }

  close(): void {
    this.#closing.abort();
  }

  #overtake(notice: Notice): void {
    const held = this.#held;
    if (held) {
      this.#held = null;
      void this.#deliver(notice).then(held);
      return;
    }
    let gone = false;
    const go = (): void => {
      if (gone) return;
      gone = true;
      cancel();
      if (this.#held === go) this.#held = null;
      void this.#deliver(notice);
    };
    const cancel = this.#timers.after(overtakenAfterMs, go);
    this.#held = go;
  }

  async #deliver(notice: Notice): Promise<void> {
    for (let attempt = 1; !this.#closing.signal.aborted; attempt += 1) {
      const status = await this.#try(notice);
      if (this.#closing.signal.aborted) return;
      const { product, eventType, noticeId } = notice;
      this.#attempts.push({ at: this.#timers.clock.now(), product, eventType, noticeId, attempt, status });
      if (this.#attempts.length > remembered) this.#attempts.shift();
      const gap = retryGaps[attempt - 1];
      if (status === 200 || gap === undefined) return;
      if (gap > 0) await this.#timers.pause(gap);
    }
  }

  async #try({ product, target, eventType, noticeId, payload }: Notice): Promise<number | null> {
    const notifyMs = this.#timers.clock.now().getTime();
    const body = JSON.stringify({ noticeId, productId: productIds[product], eventType, notifyMs, payload });
    const headers = { "content-type": "application/json", ...signNotification(target.secret, body) };
    return post({ target, body, headers, timers: this.#timers, signal: this.#closing.signal });
  }
}

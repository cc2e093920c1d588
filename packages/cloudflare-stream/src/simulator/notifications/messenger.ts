import { createHmac } from "node:crypto";
import type { WebhookTarget } from "../options.js";
import type { Timers } from "../timers.js";
import type { SimulatedLiveInput } from "../world/live-input.js";
import type { SimulatedVideo } from "../world/video.js";

/**
 * How messages travel.
 *
 * - `on-time`: at once, in order
 * - `late`: each so much later, by the simulator's clock
 * - `duplicated`: each twice
 * - `reordered`: each second one overtakes the one before it; one without a follower comes after 5 s
 * - `lost`: none arrives
 */
export type MessageMode =
  | { readonly kind: "on-time" | "duplicated" | "reordered" | "lost" }
  | { readonly kind: "late"; readonly milliseconds: number };

/** One message that was delivered, or not. No secret is in it. */
export interface SentMessage {
  readonly at: Date;
  readonly kind: "notification" | "video";
  /** `live_input.connected`, or the state of a video. */
  readonly event: string;
  /** The live input's id. */
  readonly inputId: string;
  /** `null`: there was no answer. */
  readonly status: number | null;
}

const remembered = 10_000;
const overtakenAfterMs = 5000;
const patienceMs = 10_000;
const placeholder = "http://webhooks.invalid/";

interface Message extends Omit<SentMessage, "at" | "status"> {
  readonly target: WebhookTarget;
  readonly body: string;
  readonly headers: () => Record<string, string>;
}

/** Takes the messages of the account to where they belong. */
export class Messenger {
  notifications: WebhookTarget | null;
  videoWebhook: WebhookTarget | null;
  mode: MessageMode = { kind: "on-time" };
  readonly #timers: Timers;
  readonly #accountId: string;
  readonly #closing = new AbortController();
  readonly #sent: SentMessage[] = [];
  readonly #queue: object[] = [];
  #held: (() => void) | null = null;

  constructor(
    timers: Timers,
    options: {
      readonly accountId: string;
      readonly notifications?: WebhookTarget | undefined;
      readonly videoWebhook?: WebhookTarget | undefined;
    },
  ) {
    this.#timers = timers;
    this.#accountId = options.accountId;
    this.notifications = options.notifications ?? null;
    this.videoWebhook = options.videoWebhook ?? null;
  }

  get sent(): SentMessage[] {
    return [...this.#sent];
  }

  /** What a queue that is subscribed to `stream.liveInput` would hold. */
  get queueEvents(): object[] {
    return [...this.#queue];
  }

  inputEvent(input: SimulatedLiveInput, event: "connected" | "disconnected" | "errored", code?: string): void {
    const now = this.#timers.clock.now();
    const type = `live_input.${event}`;
    this.#queue.push({
      type: `cf.stream.liveInput.${type}`,
      source: { type: "stream.liveInput", liveInputId: input.uid },
      payload: { uid: input.uid, status: input.queueStatus() },
      metadata: {
        accountId: this.#accountId,
        eventSubscriptionId: "simulated",
        eventSchemaVersion: 1,
        eventTimestamp: now.toISOString(),
      },
    });
    if (this.#queue.length > remembered) this.#queue.shift();
    if (this.notifications === null) return;
    const body = JSON.stringify({
      name: "Live Webhook Test",
      text: `Notification type: Stream Live Input\nInput ID: ${input.uid}\nEvent type: ${type}`,
      ts: Math.floor(now.getTime() / 1000),
      account_id: this.#accountId,
      data: {
        notification_name: "Stream Live Input",
        input_id: input.uid,
        event_type: type,
        // Nanoseconds, as the service writes them.
        updated_at: now.toISOString().replace("Z", "123456Z"),
        ...(code && {
          live_input_errored: { error: { code, message: "simulated" }, video_codec: "", audio_codec: "" },
        }),
      },
    });
    const target = this.notifications;
    const headers = () => ({ "cf-webhook-auth": target.secret });
    this.#send({ kind: "notification", event: type, inputId: input.uid, target, body, headers });
  }

  videoEvent(video: SimulatedVideo): void {
    const target = this.videoWebhook;
    if (target === null) return;
    const body = JSON.stringify(video);
    const headers = () => {
      const time = Math.floor(this.#timers.clock.now().getTime() / 1000);
      const signature = createHmac("sha256", target.secret).update(`${time}.${body}`).digest("hex");
      return { "webhook-signature": `time=${time},sig1=${signature}` };
    };
    this.#send({ kind: "video", event: video.state, inputId: video.liveInput, target, body, headers });
  }

  close(): void {
    this.#closing.abort();
  }

  #send(message: Message): void {
    const deliver = (): void => void this.#deliver(message);
    switch (this.mode.kind) {
      case "lost":
        return;
      case "late":
        this.#timers.after(this.mode.milliseconds, deliver);
        return;
      case "reordered":
        this.#overtake(message);
        return;
      case "duplicated":
        deliver();
        deliver();
        return;
      case "on-time":
        deliver();
    }
  }

  #overtake(message: Message): void {
    const held = this.#held;
    if (held) {
      this.#held = null;
      void this.#deliver(message).then(held);
      return;
    }
    let gone = false;
    const go = (): void => {
      if (gone) return;
      gone = true;
      cancel();
      if (this.#held === go) this.#held = null;
      void this.#deliver(message);
    };
    const cancel = this.#timers.after(overtakenAfterMs, go);
    this.#held = go;
  }

  async #deliver({ kind, event, inputId, target, body, headers }: Message): Promise<void> {
    if (this.#closing.signal.aborted) return;
    const status = await this.#post(target, body, headers());
    this.#sent.push({ at: this.#timers.clock.now(), kind, event, inputId, status });
    if (this.#sent.length > remembered) this.#sent.shift();
  }

  async #post(target: WebhookTarget, body: string, headers: Record<string, string>): Promise<number | null> {
    const giveUp = new AbortController();
    const signal = AbortSignal.any([this.#closing.signal, giveUp.signal]);
    const cancel = this.#timers.after(patienceMs, () => giveUp.abort());
    const ended = new Promise<null>((resolve) => {
      signal.addEventListener("abort", () => resolve(null), { once: true });
    });
    const send = async (): Promise<number> => {
      const init = { method: "POST", body, headers: { "content-type": "application/json", ...headers }, signal };
      const response = await (target.handler ?? fetch)(new Request(target.url ?? placeholder, init));
      await response.arrayBuffer();
      return response.status;
    };
    try {
      return await Promise.race([send().catch(() => null), ended]);
    } finally {
      cancel();
    }
  }
}

import { eventSecretHeader } from "../../events/read-events.js";
import type { AwsIvsEventTarget } from "../options.js";
import type { Timers } from "../timers.js";
import type { Account, ChannelRecord } from "../world/account.js";
import { eventId } from "../world/ids.js";
import type { EventMode, SimulatedEvent } from "./event.js";

const overtakenAfterMs = 2000;
const remembered = 10_000;

/** Takes events to where they belong. */
export class EventBus {
  mode: EventMode = { kind: "on-time" };
  readonly sent: SimulatedEvent[] = [];
  readonly #target: AwsIvsEventTarget;
  readonly #timers: Timers;
  readonly #account: Account;

  constructor(parts: { readonly target: AwsIvsEventTarget; readonly timers: Timers; readonly account: Account }) {
    this.#target = parts.target;
    this.#timers = parts.timers;
    this.#account = parts.account;
  }

  /** `channel` is `null` for the limits of the whole account. */
  emit(type: string, channel: ChannelRecord | null, detail: Record<string, string | number>): void {
    const { region, accountId } = this.#account;
    const event: SimulatedEvent = {
      version: "0",
      id: eventId(),
      "detail-type": type,
      source: "aws.ivs",
      account: accountId,
      time: `${this.#timers.clock.now().toISOString().slice(0, 19)}Z`,
      region,
      resources: channel === null ? [] : [channel.arn],
      detail: { ...(channel && { channel_name: channel.name }), ...detail },
    };
    this.sent.push(event);
    if (this.sent.length > remembered) this.sent.shift();
    this.#travel(event);
  }

  #travel(event: SimulatedEvent): void {
    const { mode } = this;
    if (mode.kind === "lost") return;
    if (mode.kind === "late") {
      this.#timers.after(mode.milliseconds, () => this.#deliver(event));
    } else if (mode.kind === "reordered") {
      // Every second one is overtaken by the next.
      this.#timers.after(this.sent.length % 2 === 0 ? overtakenAfterMs : 0, () => this.#deliver(event));
    } else {
      this.#deliver(event);
      if (mode.kind === "duplicated") this.#deliver(event);
    }
  }

  #deliver(event: SimulatedEvent): void {
    const { url, secret, handler } = this.#target;
    const ignore = (): void => {};
    if (handler) void Promise.resolve(event).then(handler).catch(ignore);
    if (url === undefined) return;
    const headers = { "content-type": "application/json", ...(secret && { [eventSecretHeader]: secret }) };
    // EventBridge gives up in the end; here after one try.
    void fetch(url, { method: "POST", headers, body: JSON.stringify(event), signal: AbortSignal.timeout(5000) }).catch(
      ignore,
    );
  }
}

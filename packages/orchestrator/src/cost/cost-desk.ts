import type { ChannelOrder } from "@hybrid-stream/spec";
import { HybridStreamError } from "@hybrid-stream/spec";
import { describeError } from "../describe-error.js";
import type { HybridStreamEvents } from "../face/events.js";
import type { SafeEmitter } from "../face/safe-emitter.js";
import type { Engine } from "../loop/engine.js";
import type { Loop } from "../loop/loop.js";
import type { OwnedChannel } from "../loop/owned-channel.js";
import type { Figures } from "../metrics/figures.js";
import type { SampleListener } from "../metrics/metrics-recorder.js";
import { architectureFor } from "./architecture-for.js";
import { BudgetDesk } from "./budget-desk.js";
import { type ChannelCost, type CostSummary, costNotConfigured } from "./channel-cost.js";
import { CostAccount } from "./cost-account.js";
import type { CostOptions } from "./cost-options.js";

/** What costs have to do with. */
export interface CostSurroundings {
  readonly engine: Engine;
  readonly loop: Pick<Loop, "channels" | "ownedChannel">;
  readonly events: SafeEmitter<HybridStreamEvents>;
}

/** Everything about money that the orchestrator does. Without the option `cost` it does nothing. */
export class CostDesk implements SampleListener {
  readonly #account: CostAccount | null;
  readonly #budgets: BudgetDesk | null;

  /** @throws `invalid-options` when a provider cannot be priced */
  constructor(
    options: CostOptions | undefined,
    private readonly around: CostSurroundings,
  ) {
    const account =
      options === undefined
        ? null
        : new CostAccount(options, architectureFor(options.architecture ?? {}, around.engine.facts));
    this.#account = account;
    this.#budgets = account === null ? null : new BudgetDesk(account, around);
  }

  /** @throws `cost-not-configured` */
  require(): CostAccount {
    if (this.#account === null) throw costNotConfigured();
    return this.#account;
  }

  /** @throws `price-missing`, `invalid-options` for an `end` that is not a time */
  costOf(order: ChannelOrder, end: string | null): ChannelCost {
    return this.require().costOf(order, { now: this.around.engine.clock.now(), end });
  }

  summary(order: ChannelOrder): CostSummary | null {
    return this.#account?.summary(order) ?? null;
  }

  /** @throws `budget-exceeded` while a budget refuses new channels */
  refuseOverBudget(channelId: string): void {
    if (this.#budgets === null) return;
    this.#safely("Budgets could not be read.", () => this.#budgets?.readAccount());
    const refusal = this.#budgets.refusal();
    if (refusal === null) return;
    throw new HybridStreamError({
      code: "budget-exceeded",
      message: `Channel "${channelId}" is not started: budget "${refusal.budget.id}" refuses new channels (${refusal.reason}). Raise its limit, or wait for the next ${refusal.budget.period}.`,
      field: "cost.budgets",
      operation: "startChannel",
    });
  }

  onSample(channel: OwnedChannel, figures: Figures | null): void {
    const at = this.around.engine.clock.now().getTime();
    this.#safely("A sample could not be metered.", () => this.#account?.see(channel, figures, at));
  }

  onGone(channelId: string): void {
    this.#account?.abandon(channelId);
  }

  onMinute(): void {
    const account = this.#account;
    if (account === null) return;
    this.#safely("Costs could not be reckoned.", () => {
      for (const { order, session, cost } of account.refresh(this.around.engine.clock.now())) {
        const { channelId } = order;
        const summary = account.summary(order);
        if (summary !== null) this.around.events.emit("channel:cost", { channelId, session, cost: summary });
        this.#budgets?.readShow(cost, order.desired === "ended" && cost.architecture === null);
      }
      this.#budgets?.readAccount();
    });
  }

  /** Money must not stop a show. */
  #safely(message: string, act: () => void): void {
    try {
      act();
    } catch (thrown) {
      this.around.engine.logger.warn(describeError(thrown), message);
    }
  }
}

import { type Budget, type BudgetAction, type PicoUsd, usdString } from "@hybrid-stream/cost-model";
import type { OwnedChannel } from "../loop/owned-channel.js";
import { type BudgetChange, BudgetWatch } from "./budget-watch.js";
import type { ChannelCost } from "./channel-cost.js";
import type { CostAccount } from "./cost-account.js";
import type { CostSurroundings } from "./cost-desk.js";

/** What an account has spent in a period, and what each show on the air goes on spending a minute. */
export interface AccountReading {
  /** `2026-11` or `2026-11-24`. */
  readonly periodId: string;
  readonly actual: PicoUsd;
  readonly burns: readonly { readonly burn: PicoUsd; readonly end: string | null }[];
}

/** Holds the budgets against what is spent: alerts, the journal, and the refusal of new channels. */
export class BudgetDesk {
  readonly #watch: BudgetWatch;
  readonly #budgets: readonly Budget[];

  constructor(
    private readonly account: CostAccount,
    private readonly around: CostSurroundings,
  ) {
    this.#watch = new BudgetWatch(account.options.budgetPolicy);
    this.#budgets = account.options.budgets ?? [];
  }

  /** Budgets of a day and of a month. */
  readAccount(): void {
    const now = this.around.engine.clock.now();
    for (const budget of this.#budgets) {
      if (budget.period === "stream") continue;
      const { periodId, actual, burns } = this.account.reading(budget.period, now);
      const burnPerMinute = burns.reduce((sum, { burn }) => sum + burn, 0n);
      const forecast = forecastOf({ actual, burns, now: now.getTime(), end: endOf(budget.period, now) });
      const change = this.#watch.read(budget, { at: now.toISOString(), periodId, actual, forecast, burnPerMinute });
      this.#tell(change, null);
    }
  }

  /** Budgets that hold for each show. */
  readShow({ channelId, session, at, accrued, forecast, burnPerMinute }: ChannelCost, isOver: boolean): void {
    const key = `${channelId}\n${session}`;
    for (const budget of this.#budgets) {
      if (budget.period !== "stream") continue;
      const total = forecast === null ? null : forecast.total;
      const reading = { at, periodId: String(session), actual: accrued, forecast: total, burnPerMinute };
      this.#tell(this.#watch.read(budget, reading, key), { channelId, session });
    }
    if (isOver) this.#watch.forget(key);
  }

  /** Only budgets for all channels say something about new ones. */
  refusal(): ReturnType<BudgetWatch["refusal"]> {
    return this.#watch.refusal(this.#budgets.filter(({ period }) => period !== "stream"));
  }

  #tell(
    { budget, alerts, actions, begun, over }: BudgetChange,
    show: { readonly channelId: string; readonly session: number } | null,
  ): void {
    for (const { amount, limit, ...alert } of alerts) {
      const money = { amountUsd: usdString(amount), limitUsd: usdString(limit) };
      const about = show ?? { channelId: null, session: null };
      this.around.events.emit("cost:alert", { ...alert, ...about, ...money, actions });
      const word = alert.state === "ALARM" ? "is reached" : "is no longer reached";
      const unit = alert.thresholdType === "PERCENTAGE" ? " %" : " USD";
      const message = `Budget "${budget.id}": ${alert.threshold}${unit} (${alert.type}) ${word}, at $${money.amountUsd}.`;
      this.#note(show, message, { budget: budget.id, ...money });
    }
    for (const action of begun)
      this.#note(show, `Budget "${budget.id}": ${done(budget, action)}`, dataOf(budget, action));
    for (const action of over) {
      if (budget.period === "stream" || action.kind !== "refuse-new-channels") continue;
      this.#note(show, `Budget "${budget.id}": new channels are taken again.`, dataOf(budget, action));
    }
  }

  /** Stands in the journal of the show, or of every channel that is owned here. */
  #note(show: { readonly channelId: string } | null, message: string, data: Record<string, string>): void {
    const { engine, loop } = this.around;
    const own = show === null ? null : loop.ownedChannel(show.channelId);
    const channels: Iterable<OwnedChannel> = own === null ? loop.channels() : own === undefined ? [] : [own];
    for (const { record, notes } of channels) {
      const { channelId, session } = record.order;
      notes.push({ channelId, session, at: engine.clock.now().toISOString(), kind: "decision", message, data });
    }
  }
}

/** What is done about an action: only what exists. */
function done(budget: Budget, { kind, reason }: BudgetAction): string {
  if (kind === "refuse-new-channels" && budget.period !== "stream") return `refuses new channels (${reason}).`;
  return `asks for ${kind} (${reason}); nothing is done about it but the event cost:alert.`;
}

function dataOf(budget: Budget, { kind }: BudgetAction): Record<string, string> {
  return { budget: budget.id, action: kind };
}

/** At the end of the period, if every show goes on like now to its scheduled end; `null` when one has none. */
function forecastOf(request: {
  readonly actual: PicoUsd;
  readonly burns: AccountReading["burns"];
  readonly now: number;
  readonly end: number;
}): PicoUsd | null {
  let total = request.actual;
  for (const { burn, end } of request.burns) {
    if (end === null) return null;
    const rest = Math.max(0, Math.min(Date.parse(end), request.end) - request.now);
    total += (burn * BigInt(Math.round(rest))) / 60_000n;
  }
  return total;
}

/** The first moment after the period. UTC. */
function endOf(period: "day" | "month", now: Date): number {
  const [year, month, day] = [now.getUTCFullYear(), now.getUTCMonth(), now.getUTCDate()];
  return period === "day" ? Date.UTC(year, month, day + 1) : Date.UTC(year, month + 1, 1);
}

import { costError, shown } from "../errors.js";
import type { PicoUsd } from "../money/pico-usd.js";

/** What a threshold is held against: money spent, money that will be, or money per minute. */
export type BudgetMeasure = "ACTUAL" | "FORECASTED" | "BURN_RATE";

/** When to say something. */
export interface BudgetNotification {
  readonly type: BudgetMeasure;
  /** Percent of the limit, or of the planned burn rate; or dollars. Above 0. */
  readonly threshold: number;
  readonly thresholdType: "PERCENTAGE" | "ABSOLUTE_VALUE";
  /** How long it has to be above before it is an alarm. Milliseconds, default 0. */
  readonly forMs?: number;
}

/** A limit for a period, and when to say something. */
export interface Budget {
  readonly id: string;
  readonly limit: PicoUsd;
  readonly period: "stream" | "day" | "month";
  /** What a minute may cost; without it burn rates in percent are not watched. */
  readonly plannedPerMinute?: PicoUsd;
  /** Default: {@link defaultNotifications}. */
  readonly notifications?: readonly BudgetNotification[];
  /** How far below its threshold an alarm has to fall to end, in percent of the threshold. Default 10. */
  readonly hysteresisPercent?: number;
}

/** 50, 80 and 100 % spent, 100 % forecast, and 1.5 times the planned burn rate for five minutes. */
export const defaultNotifications: readonly BudgetNotification[] = [
  { type: "ACTUAL", threshold: 50, thresholdType: "PERCENTAGE" },
  { type: "ACTUAL", threshold: 80, thresholdType: "PERCENTAGE" },
  { type: "ACTUAL", threshold: 100, thresholdType: "PERCENTAGE" },
  { type: "FORECASTED", threshold: 100, thresholdType: "PERCENTAGE" },
  { type: "BURN_RATE", threshold: 150, thresholdType: "PERCENTAGE", forMs: 300_000 },
];

/**
 * Checks a budget.
 *
 * @throws HybridStreamError `invalid-options`
 */
export function checkBudget({ limit, notifications = [], hysteresisPercent = 10 }: Budget): void {
  if (limit <= 0n) throw costError("invalid-options", "limit", `limit must be above 0n; got ${shown(limit)}.`);
  if (!(hysteresisPercent >= 0 && hysteresisPercent < 100)) {
    const message = `hysteresisPercent must be from 0 to below 100; got ${shown(hysteresisPercent)}.`;
    throw costError("invalid-options", "hysteresisPercent", message);
  }
  for (const [index, { threshold }] of notifications.entries()) {
    const field = `notifications[${index}].threshold`;
    if (threshold > 0 && threshold <= 1_000_000_000) continue;
    throw costError("invalid-options", field, `${field} must be above 0; got ${shown(threshold)}.`);
  }
}

import type { PicoUsd } from "../money/pico-usd.js";
import {
  type Budget,
  type BudgetMeasure,
  type BudgetNotification,
  checkBudget,
  defaultNotifications,
} from "./budget.js";

/** What is known of a budget's period at one moment. */
export interface BudgetReading {
  /** ISO 8601. */
  readonly at: string;
  /** Names the period, such as `2026-11`: each threshold is alerted once in it. */
  readonly periodId: string;
  readonly actual: PicoUsd;
  /** At the end of the period or of the show; `null` when it is not known. */
  readonly forecast: PicoUsd | null;
  /** For one minute; `null` when it is not known. */
  readonly burnPerMinute: PicoUsd | null;
}

/** What one threshold is at. Plain data: keep it from one evaluation to the next. */
export interface ThresholdState {
  readonly type: BudgetMeasure;
  readonly threshold: number;
  readonly thresholdType: BudgetNotification["thresholdType"];
  readonly state: "OK" | "ALARM";
  readonly periodId: string;
  /** Since when it has been above without a break, ISO 8601. */
  readonly aboveSince: string | null;
  /** Whether this period has been told of it. */
  readonly alerted: boolean;
  /** Whether this period has been told that it was over. */
  readonly ended: boolean;
}

/** A threshold that was crossed, one way or the other. */
export interface BudgetAlert {
  readonly budgetId: string;
  readonly type: BudgetMeasure;
  readonly threshold: number;
  readonly thresholdType: BudgetNotification["thresholdType"];
  readonly state: "OK" | "ALARM";
  readonly amount: PicoUsd;
  /** What the amount was held against. */
  readonly limit: PicoUsd;
  readonly at: string;
}

export interface BudgetEvaluation {
  readonly states: readonly ThresholdState[];
  /** What changed with this reading. */
  readonly alerts: readonly BudgetAlert[];
}

function measured({ type }: BudgetNotification, reading: BudgetReading): PicoUsd | null {
  if (type === "ACTUAL") return reading.actual;
  return type === "FORECASTED" ? reading.forecast : reading.burnPerMinute;
}

function thresholdAmount(budget: Budget, { type, threshold, thresholdType }: BudgetNotification): PicoUsd | null {
  const millionths = BigInt(Math.round(threshold * 1_000_000));
  if (thresholdType === "ABSOLUTE_VALUE") return millionths * 1_000_000n;
  const whole = type === "BURN_RATE" ? budget.plannedPerMinute : budget.limit;
  return whole === undefined ? null : (whole * millionths) / 100_000_000n;
}

function fresh({ type, threshold, thresholdType }: BudgetNotification, periodId: string): ThresholdState {
  return { type, threshold, thresholdType, state: "OK", periodId, aboveSince: null, alerted: false, ended: false };
}

function before(
  previous: readonly ThresholdState[],
  notification: BudgetNotification,
  periodId: string,
): ThresholdState {
  const known = previous.find(
    ({ type, threshold, thresholdType }) =>
      type === notification.type &&
      threshold === notification.threshold &&
      thresholdType === notification.thresholdType,
  );
  return known?.periodId === periodId ? known : fresh(notification, periodId);
}

function next(
  last: ThresholdState,
  context: { notification: BudgetNotification; amount: PicoUsd; limit: PicoUsd; at: string; hysteresis: bigint },
): ThresholdState {
  const { notification, amount, limit, at, hysteresis } = context;
  if (amount >= limit) {
    const aboveSince = last.aboveSince ?? at;
    const lasts = Date.parse(at) - Date.parse(aboveSince) >= (notification.forMs ?? 0);
    return lasts ? { ...last, aboveSince, state: "ALARM", alerted: true } : { ...last, aboveSince };
  }
  // An alarm holds until it is well below, so that a value at the edge does not come and go.
  const over = amount * 100n < limit * (100n - hysteresis);
  return { ...last, aboveSince: null, state: over ? "OK" : last.state };
}

/**
 * Holds a budget's thresholds against what is known now. Pure: give back the `states` with the next reading. Each
 * threshold alarms at most once in a period, and says OK at most once, when it is back below by `hysteresisPercent`.
 *
 * @throws HybridStreamError `invalid-options`
 */
export function evaluateBudget(
  budget: Budget,
  reading: BudgetReading,
  previous: readonly ThresholdState[] = [],
): BudgetEvaluation {
  checkBudget(budget);
  const states: ThresholdState[] = [];
  const alerts: BudgetAlert[] = [];
  const hysteresis = BigInt(Math.round(budget.hysteresisPercent ?? 10));
  for (const notification of budget.notifications ?? defaultNotifications) {
    const last = before(previous, notification, reading.periodId);
    const amount = measured(notification, reading);
    const limit = thresholdAmount(budget, notification);
    if (amount === null || limit === null) {
      states.push(last);
      continue;
    }
    const now = next(last, { notification, amount, limit, at: reading.at, hysteresis });
    const alarms = now.state === "ALARM" && !last.alerted;
    const ends = now.state === "OK" && last.state === "ALARM" && !last.ended;
    states.push(ends ? { ...now, ended: true } : now);
    if (!alarms && !ends) continue;
    const { type, threshold, thresholdType } = notification;
    alerts.push({
      budgetId: budget.id,
      type,
      threshold,
      thresholdType,
      state: now.state,
      amount,
      limit,
      at: reading.at,
    });
  }
  return { states, alerts };
}

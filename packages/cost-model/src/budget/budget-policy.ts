import type { ThresholdState } from "./evaluate-budget.js";

/** What to do about a budget. */
export type BudgetAction =
  | { readonly kind: "notify"; readonly reason: string }
  /** Viewers get no larger pictures than this. */
  | { readonly kind: "cap-quality"; readonly maxHeight: number; readonly reason: string }
  /** No more viewers on RTC. */
  | { readonly kind: "cap-rtc-seats"; readonly reason: string }
  | { readonly kind: "refuse-new-channels"; readonly reason: string }
  /** Only for hosts who opted in. */
  | { readonly kind: "end-channels"; readonly reason: string };

/** From which measure on which action is taken. Percent of the limit; `null` is never. */
export interface BudgetPolicy {
  /** Spent. Default 80. */
  readonly capRtcSeatsAt?: number | null;
  /** Spent, or forecast to be spent. Default 100. */
  readonly capQualityAt?: number | null;
  /** Default 720. */
  readonly maxHeight?: number;
  /** Spent. Default 100. */
  readonly refuseNewChannelsAt?: number | null;
  /** Spent. Default `null`: a live show is never ended for money unless the host says so here. */
  readonly endChannelsAt?: number | null;
}

function inAlarm(
  states: readonly ThresholdState[],
  types: readonly string[],
  at: number | null,
): ThresholdState | null {
  if (at === null) return null;
  const found = states.find(
    ({ type, state, threshold, thresholdType }) =>
      state === "ALARM" && types.includes(type) && thresholdType === "PERCENTAGE" && threshold >= at,
  );
  return found ?? null;
}

const words = { ACTUAL: "spent", FORECASTED: "forecast", BURN_RATE: "of the planned burn rate" } as const;

function reasonOf({ type, threshold, thresholdType }: ThresholdState): string {
  return `${thresholdType === "PERCENTAGE" ? `${threshold} %` : `$${threshold}`} ${words[type]}`;
}

/**
 * What the thresholds that are in alarm ask for, the mildest first. Pure: it does nothing itself. A percentage acts only
 * where a notification of at least that threshold is in alarm, so watch the percentages that you act on.
 */
export function budgetPolicy(states: readonly ThresholdState[], policy: BudgetPolicy = {}): readonly BudgetAction[] {
  const { capRtcSeatsAt = 80, capQualityAt = 100, refuseNewChannelsAt = 100, endChannelsAt = null } = policy;
  const alarms = states.filter(({ state }) => state === "ALARM");
  const actions: BudgetAction[] = alarms.map((state) => ({ kind: "notify", reason: reasonOf(state) }));
  const seats = inAlarm(states, ["ACTUAL"], capRtcSeatsAt);
  if (seats !== null) actions.push({ kind: "cap-rtc-seats", reason: reasonOf(seats) });
  const quality = inAlarm(states, ["ACTUAL", "FORECASTED"], capQualityAt);
  if (quality !== null) {
    actions.push({ kind: "cap-quality", maxHeight: policy.maxHeight ?? 720, reason: reasonOf(quality) });
  }
  const refuse = inAlarm(states, ["ACTUAL"], refuseNewChannelsAt);
  if (refuse !== null) actions.push({ kind: "refuse-new-channels", reason: reasonOf(refuse) });
  const end = inAlarm(states, ["ACTUAL"], endChannelsAt);
  if (end !== null) actions.push({ kind: "end-channels", reason: reasonOf(end) });
  return actions;
}

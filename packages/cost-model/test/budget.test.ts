import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  type Budget,
  type BudgetAlert,
  budgetPolicy,
  evaluateBudget,
  oneUsd,
  type ThresholdState,
} from "../src/index.js";

const budget: Budget = { id: "november", limit: 100n * oneUsd, period: "month", plannedPerMinute: oneUsd };
const at = (minute: number): string => new Date(Date.parse("2026-11-03T18:00:00Z") + minute * 60_000).toISOString();

/** Runs readings of dollars spent, one a minute, and collects what was told. */
function follow(
  spent: readonly number[],
  change: Partial<Budget> = {},
): { alerts: BudgetAlert[]; states: readonly ThresholdState[] } {
  let states: readonly ThresholdState[] = [];
  const alerts: BudgetAlert[] = [];
  for (const [minute, dollars] of spent.entries()) {
    const actual = BigInt(Math.round(dollars * 100)) * (oneUsd / 100n);
    const reading = { at: at(minute), periodId: "2026-11", actual, forecast: null, burnPerMinute: null };
    const evaluated = evaluateBudget({ ...budget, ...change }, reading, states);
    states = evaluated.states;
    alerts.push(...evaluated.alerts);
  }
  return { alerts, states };
}

describe("evaluateBudget", () => {
  it("alarms once for each threshold as money is spent", () => {
    const { alerts } = follow([0, 49.99, 50, 60, 80, 99, 100, 120]);
    expect(alerts.map(({ threshold, state, at: when }) => [threshold, state, when])).toEqual([
      [50, "ALARM", at(2)],
      [80, "ALARM", at(4)],
      [100, "ALARM", at(6)],
    ]);
  });

  it("does not come and go at the edge: back to OK only well below, and no second alarm in the period", () => {
    const { alerts } = follow([50, 49, 50, 46, 45, 44.99, 50, 40]);
    expect(alerts.map(({ threshold, state, at: when }) => [threshold, state, when])).toEqual([
      [50, "ALARM", at(0)],
      [50, "OK", at(5)],
    ]);
  });

  it("begins anew with a new period", () => {
    const first = evaluateBudget(budget, {
      at: at(0),
      periodId: "a",
      actual: budget.limit,
      forecast: null,
      burnPerMinute: null,
    });
    const reading = { at: at(1), periodId: "b", actual: budget.limit, forecast: null, burnPerMinute: null };
    expect(evaluateBudget(budget, reading, first.states).alerts).toHaveLength(3);
  });

  it("watches the forecast, and a burn rate only after five minutes without a break", () => {
    let states: readonly ThresholdState[] = [];
    const told: [number, string][] = [];
    for (const [minute, burn] of [2n, 2n, 1n, 2n, 2n, 2n, 2n, 2n, 2n, 1n].entries()) {
      const reading = {
        at: at(minute),
        periodId: "a",
        actual: 0n,
        forecast: 101n * oneUsd,
        burnPerMinute: burn * oneUsd,
      };
      const evaluated = evaluateBudget(budget, reading, states);
      states = evaluated.states;
      for (const { type, state } of evaluated.alerts) told.push([minute, `${type} ${state}`]);
    }
    expect(told).toEqual([
      [0, "FORECASTED ALARM"],
      [8, "BURN_RATE ALARM"],
      [9, "BURN_RATE OK"],
    ]);
  });

  it("takes absolute thresholds, and leaves alone what is not known", () => {
    const notifications = [
      { type: "ACTUAL", threshold: 12.5, thresholdType: "ABSOLUTE_VALUE" },
      { type: "FORECASTED", threshold: 50, thresholdType: "PERCENTAGE" },
    ] as const;
    const { alerts } = follow([12.49, 12.5], { notifications });
    expect(alerts).toMatchObject([{ threshold: 12.5, amount: 12_500_000_000_000n, limit: 12_500_000_000_000n }]);
  });

  it("alarms at most once for each threshold and period, whatever is spent", () => {
    fc.assert(
      fc.property(fc.array(fc.double({ min: 0, max: 200, noNaN: true }), { maxLength: 40 }), (spent) => {
        const { alerts } = follow(spent);
        for (const threshold of [50, 80, 100]) {
          const own = alerts.filter((alert) => alert.threshold === threshold && alert.state === "ALARM");
          expect(own.length).toBeLessThanOrEqual(1);
          if (spent.some((dollars) => dollars >= threshold + 0.01)) expect(own).toHaveLength(1);
        }
      }),
      { numRuns: 1_000 },
    );
  });

  it.each([
    [{ limit: 0n }, "limit"],
    [{ hysteresisPercent: 100 }, "hysteresisPercent"],
    [{ notifications: [{ type: "ACTUAL", threshold: -1, thresholdType: "PERCENTAGE" }] }, "notifications[0].threshold"],
  ] as const)("refuses a wrong budget", (change, field) => {
    expect(() => follow([0], change)).toThrow(expect.objectContaining({ code: "invalid-options", field }));
  });
});

describe("budgetPolicy", () => {
  const kinds = (spent: number[], policy = {}) => budgetPolicy(follow(spent).states, policy).map(({ kind }) => kind);

  it("does nothing below, and the mild things first", () => {
    expect(kinds([10])).toEqual([]);
    expect(kinds([50])).toEqual(["notify"]);
    expect(kinds([85])).toEqual(["notify", "notify", "cap-rtc-seats"]);
  });

  it("ends a live show only where the host said so", () => {
    expect(kinds([200])).toEqual(["notify", "notify", "notify", "cap-rtc-seats", "cap-quality", "refuse-new-channels"]);
    expect(kinds([200], { endChannelsAt: 100 }).at(-1)).toBe("end-channels");
  });

  it("leaves out what is turned off", () => {
    expect(kinds([200], { capQualityAt: null, capRtcSeatsAt: null, refuseNewChannelsAt: null })).toEqual(
      Array(3).fill("notify"),
    );
  });
});

export { type BreakEvenOptions, breakEven, curveOf } from "./analysis/break-even.js";
export { type Comparison, compare, comparison, percentOf, type Ratio } from "./analysis/compare.js";
export { type DeliveryFacts, deliveryOf } from "./analysis/delivery-facts.js";
export { type Estimate, type EstimateOptions, estimate, totalCost } from "./analysis/estimate.js";
export type { Interval } from "./analysis/intervals.js";
export { type Candidate, type Needs, type Recommendation, type Rejected, recommend } from "./analysis/recommend.js";
export {
  elasticity,
  type ScenarioRanges,
  type Sensitivity,
  type SensitivityOptions,
  type Swing,
  sensitivity,
} from "./analysis/sensitivity.js";
export { loadPriceBook } from "./book/load-price-book.js";
export { overridePrices, type PriceOverrides } from "./book/override.js";
export type { Plan, PlanGroup, Pool, Price, PriceBook, Tier } from "./book/price-book.js";
export type {
  Confidence,
  PlanData,
  PlanGroupData,
  PoolData,
  PriceBookData,
  PriceRow,
  PriceSource,
  TierData,
} from "./book/price-book-data.js";
export { bytesPerGigabyte, millisecondsPerHour, millisecondsPerMinute } from "./book/units.js";
export { withoutAllowances } from "./book/without-allowances.js";
export {
  type Budget,
  type BudgetMeasure,
  type BudgetNotification,
  checkBudget,
  defaultNotifications,
} from "./budget/budget.js";
export { type BudgetAction, type BudgetPolicy, budgetPolicy } from "./budget/budget-policy.js";
export {
  type BudgetAlert,
  type BudgetEvaluation,
  type BudgetReading,
  evaluateBudget,
  type ThresholdState,
} from "./budget/evaluate-budget.js";
export { type FocusContext, toFocus } from "./focus/to-focus.js";
export { type CalibrationFactor, calibrationOf } from "./meter/calibrate.js";
export { burnRate, type ForecastOptions, forecast } from "./meter/forecast.js";
export { Ledger, type LedgerOptions } from "./meter/ledger.js";
export { meter, meterChannels } from "./meter/meter.js";
export type { MetricSample } from "./meter/metric-sample.js";
export type { MeterOptions } from "./meter/options.js";
export { poolUsage } from "./meter/pool-usage.js";
export { type InvoiceLine, invoiceOf, type Reconciliation, reconcile } from "./meter/reconcile.js";
export { allocate } from "./money/allocate.js";
export { formatUsd, oneUsd, type PicoUsd, parseUsd, usdString } from "./money/pico-usd.js";
export type { Basis, Bill, CostWarning, LineItem } from "./rate/bill.js";
export type { RateOptions } from "./rate/options.js";
export { rate, rateTotal } from "./rate/rate.js";
export type { Usage, UsageLine } from "./rate/usage.js";
export {
  type Architecture,
  architectureOf,
  type CdnKind,
  cdnKinds,
  type DynoKind,
  dynoKinds,
  isPresetName,
  type PlatformKind,
  type PresetName,
  platformKinds,
  presetNames,
  presets,
  type RelayKind,
  relayKinds,
} from "./scenario/architecture.js";
export { type AgoraClass, agoraClass, type Resolution, resolutions, usualBitrate } from "./scenario/resolution.js";
export type { ScenarioNumber } from "./scenario/scenario.js";
export { type CompleteScenario, completeScenario, type Scenario } from "./scenario/scenario.js";
export { usageOf } from "./scenario/usage-of.js";

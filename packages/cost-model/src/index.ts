export { type Comparison, compare, comparison, percentOf, type Ratio } from "./analysis/compare.js";
export { type Estimate, type EstimateOptions, estimate, totalCost } from "./analysis/estimate.js";
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
export { type FocusContext, toFocus } from "./focus/to-focus.js";
export { allocate } from "./money/allocate.js";
export { formatUsd, oneUsd, type PicoUsd, parseUsd, usdString } from "./money/pico-usd.js";
export type { Basis, Bill, CostWarning, LineItem } from "./rate/bill.js";
export type { RateOptions } from "./rate/options.js";
export { rate } from "./rate/rate.js";
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
export { type CompleteScenario, completeScenario, type Scenario } from "./scenario/scenario.js";
export { usageOf } from "./scenario/usage-of.js";

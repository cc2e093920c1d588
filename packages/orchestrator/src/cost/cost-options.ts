import {
  type Architecture,
  type Budget,
  type BudgetPolicy,
  type CdnKind,
  checkBudget,
  type DynoKind,
  type PlatformKind,
  type PresetName,
  type PriceBook,
  type RelayKind,
  type Resolution,
} from "@hybrid-stream/cost-model";
import { HybridStreamError } from "@hybrid-stream/spec";

/**
 * How each provider is priced. Keys are provider ids, or the kinds of their `capabilities.billing`; what is not named
 * here is priced by its billing kind, where the cost model knows it.
 */
export interface ArchitectureMap {
  readonly relays?: Readonly<Record<string, RelayKind>>;
  /** `cdn` goes with a self-hosted platform; default `included`. */
  readonly platforms?: Readonly<Record<string, { readonly platform: PlatformKind; readonly cdn?: CdnKind }>>;
  /** What viewers on RTC are billed as in `agora-only`. Default `agora-interactive`. */
  readonly rtc?: "agora-interactive" | "agora-broadcast";
  /** Default `none`. */
  readonly dyno?: DynoKind;
}

/** What costs are reckoned by. */
export interface CostOptions {
  /** From `@hybrid-stream/cost-model/books`, or one of your own. */
  readonly book: PriceBook;
  /** One for all channels, or how each provider is priced. Default: by each provider's billing kind. */
  readonly architecture?: PresetName | Architecture | ArchitectureMap;
  /** The plans that the account has: see `RateOptions.plans`. */
  readonly plans?: readonly string[];
  /** A region of the book. Default `na-eu`. */
  readonly region?: string;
  /** What hosts send where the order does not tell. Default `720p`. */
  readonly resolution?: Resolution;
  /** A `stream` budget holds for each show by itself, `day` and `month` (UTC) for all channels of this process. */
  readonly budgets?: readonly Budget[];
  /** From when on a budget does more than to notify. */
  readonly budgetPolicy?: BudgetPolicy;
}

const names = ["book", "architecture", "plans", "region", "resolution", "budgets", "budgetPolicy"];

/** @throws `invalid-options` that names the option. */
export function checkCostOptions(options: CostOptions): void {
  const unknown = Object.keys(options).find((name) => !names.includes(name));
  if (unknown !== undefined) throw invalidCost(`cost.${unknown}`, `is not an option: use ${names.join(", ")}`);
  if (!(options.book?.pricesByMeter instanceof Map)) {
    throw invalidCost("cost.book", "must be a price book: import one from @hybrid-stream/cost-model/books");
  }
  const ids = new Set<string>();
  for (const [index, budget] of (options.budgets ?? []).entries()) {
    const field = `cost.budgets[${index}]`;
    if (ids.has(budget.id)) throw invalidCost(field, `has the same id "${budget.id}" as another budget`);
    ids.add(budget.id);
    within(field, () => checkBudget(budget));
  }
}

/** Runs a check of the cost model, and names the option that it was about. */
export function within<Value>(field: string, check: () => Value): Value {
  try {
    return check();
  } catch (thrown) {
    if (!HybridStreamError.isInstance(thrown)) throw thrown;
    const inner = thrown.field === undefined ? field : `${field}.${thrown.field}`;
    const message = `HybridStreamOrchestrator: \`${field}\`: ${thrown.message}`;
    throw new HybridStreamError({ code: "invalid-options", message, field: inner, cause: thrown });
  }
}

export function invalidCost(field: string, problem: string): HybridStreamError {
  const message = `HybridStreamOrchestrator: \`${field}\` ${problem}.`;
  return new HybridStreamError({ code: "invalid-options", message, field });
}

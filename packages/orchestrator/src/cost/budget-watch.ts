import {
  type Budget,
  type BudgetAction,
  type BudgetAlert,
  type BudgetPolicy,
  type BudgetReading,
  budgetPolicy,
  evaluateBudget,
  type ThresholdState,
} from "@hybrid-stream/cost-model";

/** What changed about one budget with a reading. */
export interface BudgetChange {
  readonly budget: Budget;
  readonly alerts: readonly BudgetAlert[];
  /** What the policy asks for as long as the thresholds stay as they are. */
  readonly actions: readonly BudgetAction[];
  /** Kinds of actions that were not asked for before, and that are not any more. */
  readonly begun: readonly BudgetAction[];
  readonly over: readonly BudgetAction[];
}

/** Keeps what each budget's thresholds are at from one reading to the next. */
export class BudgetWatch {
  readonly #states = new Map<string, readonly ThresholdState[]>();
  readonly #actions = new Map<string, readonly BudgetAction[]>();

  constructor(private readonly policy: BudgetPolicy | undefined) {}

  /** `key` tells one show's reading of a budget from another's. */
  read(budget: Budget, reading: BudgetReading, key = ""): BudgetChange {
    const id = `${budget.id}\n${key}`;
    const { states, alerts } = evaluateBudget(budget, reading, this.#states.get(id));
    const actions = budgetPolicy(states, this.policy);
    const before = this.#actions.get(id) ?? [];
    this.#states.set(id, states);
    this.#actions.set(id, actions);
    const missing = (from: readonly BudgetAction[], kinds: readonly BudgetAction[]) =>
      from.filter(({ kind }) => kind !== "notify" && !kinds.some((other) => other.kind === kind));
    return { budget, alerts, actions, begun: missing(actions, before), over: missing(before, actions) };
  }

  /** Why new channels are refused; `null` while none is. */
  refusal(budgets: readonly Budget[]): { readonly budget: Budget; readonly reason: string } | null {
    for (const budget of budgets) {
      const action = this.#actions.get(`${budget.id}\n`)?.find(({ kind }) => kind === "refuse-new-channels");
      if (action !== undefined) return { budget, reason: action.reason };
    }
    return null;
  }

  forget(key: string): void {
    for (const id of [...this.#states.keys()]) {
      if (!id.endsWith(`\n${key}`)) continue;
      this.#states.delete(id);
      this.#actions.delete(id);
    }
  }
}

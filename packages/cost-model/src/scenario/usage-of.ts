import type { RateOptions } from "../rate/options.js";
import type { Usage } from "../rate/usage.js";
import { activityOf } from "./activity.js";
import type { Architecture } from "./architecture.js";
import { completeScenario, type Scenario } from "./scenario.js";
import { usageFrom } from "./usage-from.js";

/** The plans that an architecture is about, beside those that were asked for. */
export function plansOf({ cdn }: Architecture, wanted: readonly string[]): readonly string[] {
  return cdn === "cloudfront-flat" ? [...wanted, "cloudfront.flat"] : wanted;
}

/** What a scenario uses, and the plans that it asks for: what {@link rate} needs. */
export function demandsOf(scenario: Scenario): { usage: Usage; options: RateOptions } {
  const complete = completeScenario(scenario);
  return {
    usage: usageFrom(complete, [activityOf(complete)]),
    options: { plans: plansOf(complete.architecture, complete.plans) },
  };
}

/**
 * What a scenario uses of every meter in its month. All assumptions are in the fields of {@link Scenario}.
 *
 * @throws HybridStreamError `invalid-options`
 */
export function usageOf(scenario: Scenario): Usage {
  return demandsOf(scenario).usage;
}

import { HybridStreamError } from "@hybrid-stream/spec";
import type { PriceBook } from "../book/price-book.js";
import { costError, shown } from "../errors.js";
import { formatUsd } from "../money/pico-usd.js";
import { type Architecture, architectureOf, type PresetName, presetNames } from "../scenario/architecture.js";
import { completeScenario, type Scenario } from "../scenario/scenario.js";
import { comparison, percentOf } from "./compare.js";
import { carries, type DeliveryFacts, deliveryOf } from "./delivery-facts.js";
import { type Estimate, type EstimateOptions, estimate } from "./estimate.js";

/** What an architecture has to do beside being cheap. */
export interface Needs {
  /** The most that viewers may be behind, in seconds. Default: any. */
  readonly maxLatencySeconds?: number;
  /** Whether viewers on poor connections need smaller pictures. Default false. */
  readonly adaptiveBitrate?: boolean;
  /** The presets to choose from. Default: all but the seed's two, whose relay cannot be had as it was meant. */
  readonly among?: readonly PresetName[];
}

/** An architecture that meets the needs. */
export interface Candidate {
  readonly name: PresetName;
  readonly architecture: Architecture;
  readonly estimate: Estimate;
  readonly delivery: DeliveryFacts;
}

/** One that does not, or that cannot be priced. */
export interface Rejected {
  readonly name: PresetName;
  readonly reason: string;
}

export interface Recommendation {
  /** The cheapest that meets the needs; `null` where none does. */
  readonly best: Candidate | null;
  readonly runnerUp: Candidate | null;
  /** Why it is the best one, in sentences. */
  readonly reasons: readonly string[];
  /** All that meet the needs, the cheapest first. */
  readonly candidates: readonly Candidate[];
  readonly rejected: readonly Rejected[];
}

function unmet(delivery: DeliveryFacts, scenario: Scenario, needs: Needs): string | null {
  const { maxLatencySeconds, adaptiveBitrate = false } = needs;
  const { resolution } = completeScenario({ ...scenario });
  if (maxLatencySeconds !== undefined && delivery.latencySeconds.high > maxLatencySeconds) {
    return `viewers are up to ${delivery.latencySeconds.high} s behind, and ${maxLatencySeconds} s are allowed`;
  }
  if (adaptiveBitrate && !delivery.adaptiveBitrate) return "it has one picture size for all connections";
  if (!carries(delivery, resolution)) return `its pictures end at ${delivery.maxHeight} lines`;
  return null;
}

function judge(
  book: PriceBook,
  name: PresetName,
  context: { scenario: Omit<Scenario, "architecture">; needs: Needs; options: EstimateOptions },
): Candidate | Rejected {
  const scenario: Scenario = { ...context.scenario, architecture: name };
  const architecture = architectureOf(name);
  const delivery = deliveryOf(architecture, scenario.segmentSeconds ?? 4);
  const reason = unmet(delivery, scenario, context.needs);
  if (reason !== null) return { name, reason };
  try {
    const found = estimate(book, scenario, context.options);
    const exceeded = found.warnings.find(({ code }) => code === "plan-limit-exceeded");
    return exceeded === undefined
      ? { name, architecture, estimate: found, delivery }
      : { name, reason: exceeded.message };
  } catch (thrown) {
    if (!HybridStreamError.isInstance(thrown) || thrown.code !== "price-missing") throw thrown;
    return { name, reason: thrown.message };
  }
}

function reasonsFor(best: Candidate, runnerUp: Candidate | null, candidates: readonly Candidate[]): string[] {
  const cost = formatUsd(best.estimate.total);
  const { low, high } = best.delivery.latencySeconds;
  const reasons = [
    `${best.name} costs $${cost} a month, the least of the ${candidates.length} that meet the needs.`,
    `Viewers are ${low} to ${high} s behind${best.delivery.adaptiveBitrate ? ", each with a picture that fits the connection" : ""}.`,
  ];
  if (runnerUp !== null) {
    const percent = percentOf(comparison(runnerUp.estimate, best.estimate).savingRatio);
    const saves = percent === null ? "" : `, ${percent} % less`;
    reasons.push(`${runnerUp.name} comes next with $${formatUsd(runnerUp.estimate.total)}${saves}.`);
  }
  if (best.name === "agora-broadcast") {
    reasons.push("Stay on Agora and move the audience to Broadcast Streaming: no relay and no platform are needed.");
  }
  if (best.name === "agora-only")
    reasons.push("Stay on Agora as it is: nothing else is near enough to live, or cheaper.");
  return reasons;
}

/**
 * The cheapest architecture that meets the needs, why, and the one after it. It may well be to stay on Agora and move the
 * audience to Broadcast Streaming.
 *
 * @throws HybridStreamError `invalid-options`
 */
export function recommend(
  book: PriceBook,
  scenario: Omit<Scenario, "architecture">,
  { needs = {}, ...options }: { readonly needs?: Needs } & EstimateOptions = {},
): Recommendation {
  const { maxLatencySeconds: limit } = needs;
  if (limit !== undefined && !(limit > 0)) {
    const message = `needs.maxLatencySeconds must be above 0; got ${shown(limit)}.`;
    throw costError("invalid-options", "needs.maxLatencySeconds", message);
  }
  const among = needs.among ?? presetNames.filter((name) => name !== "option-a" && name !== "option-b");
  const judged = among.map((name) => judge(book, name, { scenario, needs, options }));
  const candidates = judged
    .filter((one): one is Candidate => "estimate" in one)
    .sort((a, b) => (a.estimate.total < b.estimate.total ? -1 : a.estimate.total > b.estimate.total ? 1 : 0));
  const [best = null, runnerUp = null] = candidates;
  return {
    best,
    runnerUp,
    reasons: best === null ? ["None of the architectures meets the needs."] : reasonsFor(best, runnerUp, candidates),
    candidates,
    rejected: judged.filter((one): one is Rejected => "reason" in one),
  };
}

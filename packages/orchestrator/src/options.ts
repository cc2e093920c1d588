import { parseOptions } from "@hybrid-stream/provider-kit";
import {
  type ChannelStore,
  type Clock,
  HybridStreamError,
  type Logger,
  type Provider,
  type RelayProvider,
  type RtcSource,
  type StreamingPlatform,
} from "@hybrid-stream/spec";
import * as z from "zod/mini";
import { type CostOptions, checkCostOptions } from "./cost/cost-options.js";
import type { PlaybackProbe } from "./loop/engine.js";
import { defaultPolicy, type Policy } from "./policy.js";

/** What `new HybridStreamOrchestrator` takes. */
export interface HybridStreamOptions {
  /**
   * Stands in every vendor-side name, so that staging never sweeps production. Lower-case letters, digits and hyphens,
   * 1 to 32.
   */
  readonly namespace: string;
  /** The RTC side: `agora()`. Without it `agora-only` has no playback and presence is not known. */
  readonly rtc?: RtcSource;
  /** In order of preference. May be empty when no channel is `hybrid`. */
  readonly relays?: readonly RelayProvider[];
  /** In order of preference. May be empty when every channel is `agora-only`. */
  readonly platforms?: readonly StreamingPlatform[];
  /** Default: in memory, for one process. */
  readonly store?: ChannelStore;
  /** Single numbers that differ from the defaults. */
  readonly policy?: Partial<Policy>;
  /** A pino-compatible logger. Default: silent. */
  readonly logger?: Logger;
  readonly clock?: Clock;
  /** Where the jitter comes from, in [0, 1). Default `Math.random`. */
  readonly random?: () => number;
  /** Looks at playlists. Default: by HTTP. */
  readonly probe?: PlaybackProbe;
  /** What costs are reckoned by. Without it no cost is known. */
  readonly cost?: CostOptions;
}

const seconds = z.number().check(z.positive());
const policySchema = z.strictObject({
  stallSeconds: seconds,
  connectSeconds: seconds,
  absenceGraceSeconds: z.number().check(z.gte(0)),
  livePollSeconds: seconds,
  vendorPollSeconds: seconds,
  evidenceSeconds: seconds,
  startLimit: z.int().check(z.gte(1)),
  startWindowSeconds: seconds,
  pauseSeconds: z.strictObject({ min: seconds, max: seconds }),
  healthySeconds: seconds,
  restartsBeforeReplacement: z.int().check(z.gte(0)),
});

const optionNames = ["rtc", "relays", "platforms", "store", "policy", "logger", "clock", "probe", "random", "cost"];
const namespaceSchema = z.object({ namespace: z.string().check(z.regex(/^[a-z0-9]([a-z0-9-]{0,30}[a-z0-9])?$/)) });

/** @throws `invalid-options` that names the option and the fix. */
export function checkOptions(options: HybridStreamOptions): { readonly policy: Policy } {
  parseOptions(namespaceSchema, options, { name: "HybridStreamOrchestrator" });
  const unknown = Object.keys(options).find((name) => name !== "namespace" && !optionNames.includes(name));
  if (unknown !== undefined) throw invalid(unknown, `is not an option: use namespace, ${optionNames.join(", ")}`);
  const relays = options.relays ?? [];
  const platforms = options.platforms ?? [];
  const all: [string, Provider][] = [
    ...relays.map((relay, index): [string, Provider] => [`relays[${index}]`, relay]),
    ...platforms.map((platform, index): [string, Provider] => [`platforms[${index}]`, platform]),
    ...(options.rtc ? [["rtc", options.rtc] as [string, Provider]] : []),
  ];
  const fieldOf = new Map<string, string>();
  for (const [field, provider] of all) {
    if (provider?.specificationVersion !== "v1") throw invalid(field, "is not a provider of specification v1");
    const taken = fieldOf.get(provider.id);
    if (taken !== undefined) {
      throw invalid(field, `has the same id "${provider.id}" as ${taken}: give one of them another \`id\``);
    }
    fieldOf.set(provider.id, field);
  }
  platforms.forEach((platform, index) => {
    if (platform.capabilities.fence === "rotate" && platform.rotateStreamKey === undefined) {
      throw invalid(`platforms[${index}]`, 'must have rotateStreamKey because its fence is "rotate"');
    }
  });
  if (options.cost !== undefined) checkCostOptions(options.cost);
  const policy = { ...defaultPolicy, ...options.policy };
  if (policy.pauseSeconds.min > policy.pauseSeconds.max)
    throw invalid("policy.pauseSeconds", "has a min above its max");
  return { policy: parseOptions(policySchema, policy, { name: "HybridStreamOrchestrator policy" }) };
}

function invalid(field: string, problem: string): HybridStreamError {
  return new HybridStreamError({
    code: "invalid-options",
    message: `HybridStreamOrchestrator: \`${field}\` ${problem}.`,
    field,
  });
}

import {
  type Architecture,
  architectureOf,
  type PlatformKind,
  type PresetName,
  platformKinds,
  type RelayKind,
  relayKinds,
} from "@hybrid-stream/cost-model";
import type { ChannelMode, ChannelRecord } from "@hybrid-stream/spec";
import type { Facts } from "../decide/facts.js";
import { type ArchitectureMap, invalidCost, within } from "./cost-options.js";

/** How a channel is carried as it stands. `null` while that is not decided. */
export type ArchitectureFor = (record: ChannelRecord) => Architecture | null;

/** Billing kinds that the cost model calls otherwise. */
const relayOfBilling: ReadonlyMap<string, RelayKind> = new Map([
  ["agora-cloud-recording-web", "agora-cloud-recording"],
  ["self-hosted-relay", "ffmpeg"],
]);

function rtcOnly(platform: PlatformKind): Architecture {
  return { relay: "none", platform, cdn: "included", dyno: "none" };
}

function isMap(given: PresetName | Architecture | ArchitectureMap): given is ArchitectureMap {
  return typeof given !== "string" && !("platform" in given);
}

/**
 * Makes what tells a channel's architecture. It goes by the host's option and `capabilities.billing`, never by a
 * provider's name.
 *
 * @throws `invalid-options` that names the provider which cannot be priced
 */
export function architectureFor(given: PresetName | Architecture | ArchitectureMap, facts: Facts): ArchitectureFor {
  if (!isMap(given)) {
    const whole = within("cost", () => architectureOf(given));
    const rtc = whole.platform === "agora-broadcast" ? "agora-broadcast" : "agora-interactive";
    return ({ order }) => forMode(order.mode, { rtc: { ...rtcOnly(rtc), dyno: whole.dyno }, hybrid: whole });
  }
  const relays = new Map(facts.relays.map(({ id, capabilities }) => [id, relayKind(given, id, capabilities.billing)]));
  const platforms = new Map(
    facts.platforms.map(({ id, capabilities }) => [id, platformPart(given, id, capabilities.billing)]),
  );
  const dyno = given.dyno ?? "none";
  const rtc = { ...rtcOnly(given.rtc ?? "agora-interactive"), dyno };
  within("cost", () => architectureOf(rtc));
  return ({ order: { mode }, state }) => {
    const platform = platforms.get(state?.stream?.platform ?? "");
    const relay = relays.get(state?.relay?.provider ?? "") ?? "none";
    // Before a stream is there the host is already on RTC, and nothing else is.
    return forMode(mode, { rtc, hybrid: platform === undefined ? rtc : { relay, ...platform, dyno } });
  };
}

function forMode(mode: ChannelMode, { rtc, hybrid }: { rtc: Architecture; hybrid: Architecture }): Architecture {
  if (mode === "agora-only") return rtc;
  return mode === "hls-only" ? { ...hybrid, relay: "none" } : hybrid;
}

function relayKind(map: ArchitectureMap, id: string, billing: string): RelayKind {
  const known = map.relays?.[id] ?? map.relays?.[billing] ?? relayOfBilling.get(billing);
  const kind = known ?? relayKinds.find((name) => name === billing);
  if (kind !== undefined && relayKinds.includes(kind)) return kind;
  throw invalidCost(`cost.architecture.relays["${id}"]`, `must say how this relay is priced: ${relayKinds.join(", ")}`);
}

function platformPart(map: ArchitectureMap, id: string, billing: string): Pick<Architecture, "platform" | "cdn"> {
  const field = `cost.architecture.platforms["${id}"]`;
  const known = map.platforms?.[id] ?? map.platforms?.[billing];
  const platform = known?.platform ?? platformKinds.find((name) => name === billing);
  if (platform === undefined) {
    const kinds = platformKinds.join(", ");
    throw invalidCost(field, `must say how this platform is priced: { platform, cdn? }, with platform one of ${kinds}`);
  }
  const part = { platform, cdn: known?.cdn ?? ("included" as const) };
  within(field, () => architectureOf({ relay: "none", ...part, dyno: "none" }));
  return part;
}

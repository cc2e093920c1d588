import { costError, shown } from "../errors.js";

/** How the seller's channel comes to the platform. `none`: viewers are on RTC, or an encoder pushes by itself. */
export const relayKinds = ["none", "agora-media-push", "agora-cloud-recording", "ffmpeg"] as const;
export type RelayKind = (typeof relayKinds)[number];

/** What viewers watch. The two Agora ones are RTC: no relay, no HLS. */
export const platformKinds = [
  ...([
    "agora-interactive",
    "agora-broadcast",
    "cloudflare-stream",
    "ivs-basic",
    "ivs-standard",
    "ivs-advanced",
  ] as const),
  ...(["mux", "self-hosted"] as const),
] as const;
export type PlatformKind = (typeof platformKinds)[number];

/** What delivers the segments of a self-hosted platform. `included`: the platform does it itself. */
export const cdnKinds = [
  ...(["included", "bunny-volume", "bunny-standard", "cloudfront", "cloudfront-flat", "r2", "server"] as const),
] as const;
export type CdnKind = (typeof cdnKinds)[number];

/** A dyno that runs for this alone, or `none`: the host's own, which costs the same with every architecture. */
export const dynoKinds = [
  ...(["none", "eco", "basic", "standard-1x", "standard-2x", "performance-m", "performance-l"] as const),
] as const;
export type DynoKind = (typeof dynoKinds)[number];

/** How a show is carried. */
export interface Architecture {
  readonly relay: RelayKind;
  readonly platform: PlatformKind;
  readonly cdn: CdnKind;
  readonly dyno: DynoKind;
}

function managed(platform: PlatformKind, relay: RelayKind = "agora-media-push", dyno: DynoKind = "none"): Architecture {
  return { relay, platform, cdn: "included", dyno };
}

function selfHosted(cdn: CdnKind): Architecture {
  return { relay: "agora-media-push", platform: "self-hosted", cdn, dyno: "none" };
}

/** Architectures with a name. `option-a` and `option-b` are the seed's. */
export const presets = {
  "agora-only": managed("agora-interactive", "none"),
  "agora-broadcast": managed("agora-broadcast", "none"),
  "option-a": managed("cloudflare-stream", "agora-cloud-recording", "eco"),
  "option-b": managed("cloudflare-stream", "ffmpeg", "performance-m"),
  "cloudflare-stream": managed("cloudflare-stream"),
  "ivs-basic": managed("ivs-basic"),
  "ivs-standard": managed("ivs-standard"),
  "ivs-advanced": managed("ivs-advanced"),
  mux: managed("mux"),
  "hls-bunny": selfHosted("bunny-volume"),
  "hls-bunny-standard": selfHosted("bunny-standard"),
  "hls-cloudfront": selfHosted("cloudfront"),
  "hls-cloudfront-flat": selfHosted("cloudfront-flat"),
  "hls-r2": selfHosted("r2"),
  "hls-server": selfHosted("server"),
} as const satisfies Record<string, Architecture>;

export type PresetName = keyof typeof presets;

/** The names of all presets, in the order in which they are shown. */
export const presetNames = Object.keys(presets) as readonly PresetName[];

function checkField<T extends string>(value: T, field: string, allowed: readonly T[]): void {
  if (allowed.includes(value)) return;
  throw costError("invalid-options", field, `${field} must be one of ${allowed.join(", ")}; got ${shown(value)}.`);
}

function refuse(field: string, message: string): never {
  throw costError("invalid-options", field, message);
}

/** True for platforms on which viewers are on Agora itself. */
export function isRtc(platform: PlatformKind): boolean {
  return platform === "agora-interactive" || platform === "agora-broadcast";
}

/**
 * The architecture that a preset's name means, or the given one, checked.
 *
 * @throws HybridStreamError `invalid-options`
 */
export function architectureOf(given: PresetName | Architecture): Architecture {
  if (typeof given === "string") {
    if (isPresetName(given)) return presets[given];
    return refuse("architecture", `architecture must be one of ${presetNames.join(", ")}; got ${shown(given)}.`);
  }
  checkField(given.relay, "architecture.relay", relayKinds);
  checkField(given.platform, "architecture.platform", platformKinds);
  checkField(given.cdn, "architecture.cdn", cdnKinds);
  checkField(given.dyno, "architecture.dyno", dynoKinds);
  if ((given.platform === "self-hosted") === (given.cdn === "included")) {
    refuse(
      "architecture.cdn",
      'architecture.cdn goes with platform "self-hosted"; every other platform has "included".',
    );
  }
  if (isRtc(given.platform) && given.relay !== "none") {
    refuse("architecture.relay", `architecture.relay must be "none" on ${given.platform}: nothing is relayed there.`);
  }
  return given;
}

export function isPresetName(name: string): name is PresetName {
  return Object.hasOwn(presets, name);
}

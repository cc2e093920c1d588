import type { PresetName } from "@hybrid-stream/cost-model";

/** What an architecture is called on the page, and how its line looks: one colour a family, dashes within it. */
export interface Appearance {
  readonly label: string;
  readonly family: "rtc" | "first" | "managed" | "own";
  readonly dash: string;
}

const dashes = ["none", "7 3", "2 3", "9 3 2 3", "5 2 1 2 1 2"] as const;

/** Every preset of the cost model: a new one does not compile until it has a name here. */
export const appearances: Readonly<Record<PresetName, Appearance>> = {
  "agora-only": { label: "Agora Interactive Live", family: "rtc", dash: dashes[0] },
  "agora-broadcast": { label: "Agora Broadcast", family: "rtc", dash: dashes[1] },
  "option-a": { label: "First analysis, option A", family: "first", dash: dashes[0] },
  "option-b": { label: "First analysis, option B", family: "first", dash: dashes[1] },
  "cloudflare-stream": { label: "Cloudflare Stream", family: "managed", dash: dashes[0] },
  "ivs-basic": { label: "IVS Basic", family: "managed", dash: dashes[1] },
  "ivs-standard": { label: "IVS Standard", family: "managed", dash: dashes[2] },
  "ivs-advanced": { label: "IVS Advanced", family: "managed", dash: dashes[3] },
  mux: { label: "Mux", family: "managed", dash: dashes[4] },
  "hls-bunny": { label: "Own HLS, Bunny volume", family: "own", dash: dashes[0] },
  "hls-bunny-standard": { label: "Own HLS, Bunny standard", family: "own", dash: dashes[1] },
  "hls-cloudfront": { label: "Own HLS, CloudFront", family: "own", dash: dashes[2] },
  "hls-cloudfront-flat": { label: "Own HLS, CloudFront flat", family: "own", dash: dashes[3] },
  "hls-r2": { label: "Own HLS, R2", family: "own", dash: dashes[4] },
  "hls-server": { label: "Own HLS, own servers", family: "own", dash: "1 2" },
};

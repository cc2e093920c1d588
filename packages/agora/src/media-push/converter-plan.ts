import type { IngestLimits, RelaySpec, RtcHost, Secret } from "@hybrid-stream/spec";
import { layoutViews } from "./layout-views.js";
import type { MediaPushSettings } from "./options.js";
import { outputOf } from "./output-of.js";

/** How a channel's media shall be carried. */
export interface ConverterPlan {
  readonly encoding: "copy" | "transcode";
  /** Why, for people. */
  readonly reason: string;
  /** `null` where the picture passes through. Pixels. */
  readonly canvas: { readonly width: number; readonly height: number } | null;
  /** `rawOptions` or `transcodeOptions` of the converter. */
  readonly media: object;
}

/** What a plan is made from. `hosts` are there: somebody has to be shown. */
interface PlanRequest {
  readonly channel: string;
  readonly hosts: readonly RtcHost[];
  readonly spec: Pick<RelaySpec, "output" | "layout" | "ingestLimits">;
  readonly settings: MediaPushSettings;
}

/** FFmpeg's names, which ingest limits are written in. */
const codecNames: Readonly<Record<string, string>> = { h264: "h264", h265: "hevc", hevc: "hevc" };

function codecOf(host: RtcHost, settings: MediaPushSettings): string | null {
  const told = host.videoCodec ?? settings.assumeCodec ?? null;
  return told === null ? null : (codecNames[told.toLowerCase().replace(/[^a-z0-9]/g, "")] ?? told);
}

/** Why the picture cannot pass through; `null` when it can. */
function whyNotCopy({ hosts, spec, settings }: PlanRequest): string | null {
  if (spec.output !== "auto") return "the order asks for a certain output";
  if (spec.layout !== "single") return `the layout is ${spec.layout}`;
  const [host, ...others] = hosts;
  if (host === undefined || others.length > 0) return `there are ${hosts.length} hosts`;
  const codec = codecOf(host, settings);
  if (codec === null) return "the host's codec is not known";
  return isTaken(codec, spec.ingestLimits) ? null : `the platform or RTMP does not take ${codec}`;
}

function isTaken(codec: string, limits: IngestLimits): boolean {
  return (codec === "h264" || codec === "hevc") && limits.videoCodecs.includes(codec);
}

/** Passes the picture through where that is known to work, else mixes it anew. */
export function planConverter(request: PlanRequest): ConverterPlan {
  const { channel, hosts, spec, settings } = request;
  const problem = whyNotCopy(request);
  const [host] = hosts;
  if (problem === null && host !== undefined) {
    const media = { rawOptions: { rtcChannel: channel, rtcStreamUid: host.uid } };
    const codec = codecOf(host, settings);
    return { encoding: "copy", reason: `one host sends ${codec}`, canvas: null, media };
  }
  const output = outputOf(spec.output, spec.ingestLimits);
  const canvas = { width: output.width, height: output.height };
  const hostUids = hosts.map(({ uid }) => uid);
  const { placeholderImageUrl } = settings;
  const videoOptions = {
    canvas: { ...canvas, color: 0 },
    bitrate: output.videoKbps,
    frameRate: output.framesPerSecond,
    gop: Math.max(1, Math.round(output.framesPerSecond * output.keyframeIntervalSeconds)),
    codec: "H.264",
    layoutType: 0,
    layout: layoutViews({ layout: spec.layout, hostUids, canvas, placeholderImageUrl }),
  };
  const audioOptions = { codecProfile: "LC-AAC", sampleRate: 48_000, bitrate: output.audioKbps, audioChannels: 2 };
  const media = { transcodeOptions: { rtcChannel: channel, audioOptions, videoOptions } };
  return { encoding: "transcode", reason: problem ?? "the host is not known", canvas, media };
}

/** The whole of a create request's body. */
export function converterBody(plan: ConverterPlan, name: string, rtmpUrl: Secret, settings: MediaPushSettings): object {
  return { converter: { name, ...plan.media, rtmpUrl, idleTimeout: settings.idleTimeoutSeconds } };
}

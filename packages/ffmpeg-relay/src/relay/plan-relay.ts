import {
  type FfmpegTools,
  type MediaProbe,
  type ProbeMediaRequest,
  probeMedia,
  requireFeatures,
} from "@hybrid-stream/ffmpeg-process";
import { HybridStreamError, type RelaySpec } from "@hybrid-stream/spec";
import { encodeArgs, encodersOf } from "../encoding/encode-args.js";
import { addressArgs, demuxerOf, inputArgs } from "../encoding/input-args.js";
import { outputArgs } from "../encoding/output-args.js";
import { type EncodingPlan, planBlind, planFromProbe, planTestPicture } from "../encoding/plan.js";
import type { RelayConfiguration } from "../options.js";
import type { SourceInput } from "../source/open-source.js";
import { peek } from "../source/peek.js";

/** The command line of one run. */
export interface RelayPlan {
  /** They hold the stream key. */
  readonly args: readonly string[];
  readonly input: AsyncIterable<Uint8Array> | undefined;
  readonly encoding: EncodingPlan["summary"];
  /** The media has an end, and a new start would play it from its beginning. */
  readonly recorded: boolean;
}

interface PlanRequest {
  readonly tools: FfmpegTools;
  readonly spec: RelaySpec;
  readonly input: SourceInput;
  readonly configuration: RelayConfiguration;
  readonly signal: AbortSignal;
}

/** How much of live media is read for its keyframe interval, and of a file. Seconds. */
const probeSeconds = { url: 6, file: 10 } as const;
/** How long the headers of piped media may pause. */
const headPauseMs = 1_000;

interface Looked {
  readonly probe: MediaProbe | null;
  /** Why there is no probe. */
  readonly blind: string;
  readonly stream?: AsyncIterable<Uint8Array>;
}

/** `null` when ffprobe itself crashes: old builds do on some containers that FFmpeg reads well. */
async function probeUnlessItCrashes(
  request: ProbeMediaRequest,
  harmless: readonly string[],
): Promise<MediaProbe | null> {
  try {
    return await probeMedia(request);
  } catch (thrown) {
    if (HybridStreamError.isInstance(thrown) && harmless.includes(thrown.code)) return null;
    throw thrown;
  }
}

async function look(request: PlanRequest): Promise<Looked> {
  const { tools, input, configuration, signal } = request;
  if (input.kind === "test-picture") return { probe: null, blind: "" };
  if (tools.ffprobe === null) {
    return { probe: null, blind: "Everything is encoded: without ffprobe the source is not known to fit." };
  }
  if (input.kind === "bytes") {
    const { head, stream } = await peek(input.stream, headPauseMs, signal);
    const blind = "Everything is encoded: the beginning of the piped media does not tell what it holds.";
    const args = ["-f", demuxerOf(input.container)];
    const harmless = ["ffmpeg-crashed", "source-unreadable"];
    const probe = await probeUnlessItCrashes({ tools, input: "pipe:0", head, args, signal }, harmless);
    // The first bytes hold too little to tell the keyframe interval or the bitrate of what follows.
    const video = probe?.video ? { ...probe.video, keyframeIntervalSeconds: null, bitrateKbps: null } : null;
    return { probe: probe && { ...probe, video, bitrateKbps: null, durationSeconds: null }, blind, stream };
  }
  const { options, address } = addressArgs(input, { tools, allowedProtocols: configuration.allowedSourceProtocols });
  const packetSeconds = probeSeconds[input.kind];
  const look = { tools, input: address, args: options, packetSeconds, signal };
  const blind = "Everything is encoded: ffprobe crashed on the source, so it is not known to fit. Use a newer ffprobe.";
  return { probe: await probeUnlessItCrashes(look, ["ffmpeg-crashed"]), blind };
}

function planEncoding(request: PlanRequest, looked: Looked): EncodingPlan {
  const { spec, input } = request;
  if (input.kind === "test-picture") return planTestPicture(input, spec.output, spec.ingestLimits);
  const { probe, blind } = looked;
  // The head of a pipe may end before the video's header; what it does show is trusted.
  if (probe === null || (probe.video === null && input.kind === "bytes")) {
    return planBlind(blind, spec.output, spec.ingestLimits);
  }
  const { video } = probe;
  if (video === null) {
    throw new HybridStreamError({
      code: "source-unreadable",
      message: "The source holds no video. Choose one with video.",
      field: "source",
    });
  }
  return planFromProbe({ ...probe, video }, spec.output, spec.ingestLimits);
}

/**
 * Looks at the source and decides what is passed through, what is encoded, and how.
 *
 * @throws `source-unreadable`, `ffmpeg-feature-missing`, or the signal's reason.
 */
export async function planRelay(request: PlanRequest): Promise<RelayPlan> {
  const { tools, spec, input, configuration } = request;
  const looked = await look(request);
  const plan = planEncoding(request, looked);
  requireFeatures(tools, { encoders: encodersOf(plan) });
  const recorded = input.kind === "file" || (input.kind === "url" && looked.probe?.durationSeconds != null);
  // Without a look at it, media from a web server may be a recording: then it must not run ahead.
  const paced = recorded || (input.kind === "url" && looked.probe === null && /^https?:/i.test(input.url));
  const context = { tools, allowedProtocols: configuration.allowedSourceProtocols };
  return {
    args: [
      ...inputArgs({ input, context, recorded: paced, silence: plan.audio === "silence" }),
      ...encodeArgs(plan),
      ...outputArgs(spec.ingest, configuration.tls),
    ],
    input: looked.stream ?? (input.kind === "bytes" ? input.stream : undefined),
    encoding: plan.summary,
    recorded: recorded && !(input.kind === "file" && input.loop),
  };
}

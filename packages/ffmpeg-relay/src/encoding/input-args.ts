import type { FfmpegTools } from "@hybrid-stream/ffmpeg-process";
import type { SourceInput } from "../source/open-source.js";
import { schemeOf, whitelistOf } from "../source/protocols.js";
import { testPictureGraph } from "../test-picture/graph.js";

/** Where live media that is silent for this long counts as gone. Microseconds. */
const silenceMicroseconds = "10000000";

const containerNames = { webm: "matroska", matroska: "matroska", mpegts: "mpegts", flv: "flv" } as const;

/** FFmpeg's name of a container's demuxer. */
export function demuxerOf(container: keyof typeof containerNames): string {
  return containerNames[container];
}

/** The options that must stand before an address for FFmpeg and ffprobe alike, and the address. */
export function addressArgs(
  input: Extract<SourceInput, { kind: "file" | "url" }>,
  context: AddressContext,
): AddressArgs {
  if (input.kind === "file") return { options: ["-protocol_whitelist", "file"], address: `file:${input.path}` };
  const scheme = schemeOf(input.url);
  const options = ["-protocol_whitelist", whitelistOf(scheme, context.allowedProtocols)];
  if (scheme === "rtsp" || scheme === "rtsps") {
    // In old builds `timeout` makes RTSP listen; there the other name is listed.
    const timeout = context.tools.features.options.has("stimeout") ? "-stimeout" : "-timeout";
    options.push("-rtsp_transport", "tcp", timeout, silenceMicroseconds);
  } else if (scheme !== "srt") {
    options.push("-rw_timeout", silenceMicroseconds);
  }
  return { options, address: input.url };
}

interface AddressContext {
  readonly tools: FfmpegTools;
  readonly allowedProtocols: readonly string[];
}

interface AddressArgs {
  readonly options: readonly string[];
  readonly address: string;
}

/** FFmpeg's arguments that open the source as input 0, and silence as input 1 where it is wanted. */
export function inputArgs(request: {
  readonly input: SourceInput;
  readonly context: AddressContext;
  /** Whether the media has an end and would be sent faster than real time. */
  readonly recorded: boolean;
  readonly silence: boolean;
}): string[] {
  const { input, context, recorded } = request;
  const silence = request.silence ? ["-f", "lavfi", "-i", "anullsrc=r=48000:cl=stereo"] : [];
  if (input.kind === "test-picture") {
    const graph = testPictureGraph(context.tools.features, input);
    // FFmpeg would draw the first second ahead of time to find the frame rate, and the clock would be early.
    return ["-re", "-fpsprobesize", "0", "-f", "lavfi", "-i", graph];
  }
  if (input.kind === "bytes") return ["-f", demuxerOf(input.container), "-i", "pipe:4", ...silence];
  const pace = recorded ? ["-re"] : [];
  const loop = input.kind === "file" && input.loop ? ["-stream_loop", "-1"] : [];
  const { options, address } = addressArgs(input, context);
  return [...pace, ...loop, ...options, "-i", address, ...silence];
}

import { HybridStreamError, type Secret } from "@hybrid-stream/spec";
import type { FfmpegTools } from "./ffmpeg-tools.js";
import type { MediaProbe } from "./media-probe.js";
import { readProbe } from "./read-probe.js";
import { redactor } from "./redact.js";
import { runTool } from "./run-tool.js";

/** What to look at. */
export interface ProbeMediaRequest {
  readonly tools: FfmpegTools;
  /** A path or an address; `pipe:0` with `head`. */
  readonly input: string;
  /** The first bytes of piped media, for `pipe:0`. */
  readonly head?: Uint8Array | undefined;
  /** ffprobe's own options, put before the input: `["-protocol_whitelist", "http,tcp"]`. */
  readonly args?: readonly string[] | undefined;
  /** How much media is read for the keyframe interval. Live media takes as long. Seconds, default 10. */
  readonly packetSeconds?: number | undefined;
  /** Milliseconds, default 20,000. */
  readonly timeoutMs?: number | undefined;
  /** Taken out of the reason of an error. Addresses lose their user, key and query in any case. */
  readonly secrets?: readonly Secret[] | undefined;
  readonly signal?: AbortSignal | undefined;
}

const wanted = [
  "format=format_name,duration,bit_rate",
  "stream=index,codec_type,codec_name,width,height,pix_fmt,avg_frame_rate,r_frame_rate,bit_rate,sample_rate,channels",
  "packet=stream_index,pts_time,dts_time,size,flags",
].join(":");

/**
 * Looks at a source with ffprobe: streams, format, and the keyframe interval of its first seconds.
 *
 * @throws `source-unreadable` with a redacted reason, `ffmpeg-crashed` when ffprobe crashes, `ffmpeg-not-found` without an ffprobe, or the signal's reason.
 */
export async function probeMedia(request: ProbeMediaRequest): Promise<MediaProbe> {
  if (request.tools.ffprobe === null) {
    throw new HybridStreamError({
      code: "ffmpeg-not-found",
      message:
        "No ffprobe was found: install it (`apt-get install ffmpeg`), or name its path in ffprobePath or FFPROBE_PATH.",
      field: "ffprobePath",
    });
  }
  // Old builds seek for an interval, which a pipe cannot; its head is short anyway.
  const interval = request.head === undefined ? ["-read_intervals", `%+${request.packetSeconds ?? 10}`] : [];
  const reading = ["-show_entries", wanted, ...interval, "-of", "json"];
  const output = await runTool({
    file: request.tools.ffprobe,
    args: ["-hide_banner", "-v", "error", ...(request.args ?? []), ...reading, "-i", request.input],
    timeoutMs: request.timeoutMs ?? 20_000,
    input: request.head,
    signal: request.signal,
  });
  const probe = output.code === 0 ? readProbe(output.stdout) : null;
  if (probe !== null) return probe;
  if (output.failure !== null && /^SIG(?!KILL)/.test(output.failure)) {
    throw new HybridStreamError({
      code: "ffmpeg-crashed",
      message: `ffprobe at "${request.tools.ffprobe}" crashed on this source (${output.failure}). Use a newer build.`,
      field: "ffprobePath",
    });
  }
  const lastLine = output.stderr.trim().split("\n").at(-1) ?? "";
  const said = redactor(request.secrets ?? [])(lastLine).slice(0, 300);
  const why = output.failure === "timeout" ? "it did not answer in time" : said || "ffprobe could not read it";
  throw new HybridStreamError({
    code: "source-unreadable",
    message: `The source cannot be read: ${why}. Check that it exists, that this machine may open it, and that it holds video or audio.`,
    field: "source",
  });
}

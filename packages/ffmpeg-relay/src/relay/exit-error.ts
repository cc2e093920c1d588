import type { FfmpegExit } from "@hybrid-stream/ffmpeg-process";
import { type ErrorCode, type ErrorSummary, HybridStreamError } from "@hybrid-stream/spec";

type Failure = Exclude<FfmpegExit["kind"], "stopped">;

const advice: Readonly<Record<Failure, { readonly code: ErrorCode; readonly message: string }>> = {
  "source-ended": { code: "source-ended", message: "The source came to its end." },
  "source-unreadable": {
    code: "source-unreadable",
    message: "The source could not be read. Check that it is there and holds video that FFmpeg knows.",
  },
  "destination-refused": {
    code: "destination-refused",
    message:
      "The RTMP server refused the connection or the publish. Check the ingest address, and that no other publisher uses the key.",
  },
  "destination-unreachable": {
    code: "destination-unreachable",
    message: "The RTMP server could not be found or reached. Check the host name, DNS and firewalls.",
  },
  "destination-lost": {
    code: "destination-lost",
    message: "The RTMP server closed the connection while media was being sent.",
  },
  "stream-key-rejected": {
    code: "stream-key-rejected",
    message: "The RTMP server does not accept the stream key. Read or rotate the key, then start again.",
  },
  crashed: { code: "ffmpeg-crashed", message: "FFmpeg ended without being told to." },
};

/** A program without dynamic name resolution dies instead of saying so. */
const crashHint =
  "A statically linked FFmpeg crashes like this on host names: use an IP address, or a dynamically linked build.";

/** What an exit means for the relay, with the fix. The reason is redacted by the supervision. */
export function exitError(exit: FfmpegExit & { readonly kind: Failure }, provider: string): ErrorSummary {
  const { code, message } = advice[exit.kind];
  const hint = exit.signal === "SIGSEGV" && !exit.hadProgress ? ` ${crashHint}` : "";
  return new HybridStreamError({
    code,
    message: `${message} (${exit.reason})${hint}`,
    provider,
    operation: "relay",
  }).toJSON();
}

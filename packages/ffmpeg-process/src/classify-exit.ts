import type { ExitEvidence } from "./exit-evidence.js";
import type { FfmpegExit, FfmpegExitKind } from "./ffmpeg-exit.js";

const commandLine =
  /Unrecognized option|Option not found|Error splitting|Error parsing (options|global)|Unknown (encoder|decoder|input format)|No such filter|Error (initializing|opening) (complex )?filter|Requested output format|Unable to find a suitable output format|No such file or directory.*rtmps?:/i;
const cannotReach =
  /Failed to resolve|Name or service not known|Temporary failure in name|No address associated|No route to host|Network (is )?unreachable|Host is unreachable|timed out|ETIMEDOUT/i;
const serverSaid = /Server error:/i;
const keyRefused =
  /stream ?key|bad ?name|auth|denied|permission|forbidden|not allowed|rejected|credential|token|invalid (stream|name|key)/i;
const keyBusy = /already (publish|exist|in use|live)|is busy/i;
const broken =
  /Broken pipe|Connection reset|Connection refused|End of file|Input\/output error|av_interleaved_write_frame|Error writing trailer|Error muxing|Cannot (open connection|read RTMP|connect)|handshake|Software caused connection abort|Transport endpoint/i;
const tlsFault = /certificate|\bTLS\b|\bSSL\b|tls_/i;

interface Verdict {
  readonly kind: FfmpegExitKind;
  readonly reason: string;
}

function first(errors: readonly string[], pattern: RegExp): string | null {
  return errors.find((line) => pattern.test(line)) ?? null;
}

function judgeDestination(evidence: ExitEvidence): Verdict | null {
  const { errors, hadProgress } = evidence;
  const said = first(errors, serverSaid);
  if (said !== null) {
    if (keyRefused.test(said) && !keyBusy.test(said)) return { kind: "stream-key-rejected", reason: said };
    return { kind: hadProgress ? "destination-lost" : "destination-refused", reason: said };
  }
  const unreached = first(errors, cannotReach);
  if (unreached !== null && !hadProgress) return { kind: "destination-unreachable", reason: unreached };
  const fault = unreached ?? first(errors, tlsFault) ?? first(errors, broken);
  if (fault === null) return null;
  return { kind: hadProgress ? "destination-lost" : "destination-refused", reason: fault };
}

function judge(evidence: ExitEvidence): Verdict {
  const { code, signal, errors } = evidence;
  if (evidence.stopOrdered) return { kind: "stopped", reason: "It was told to stop." };
  if (evidence.inputFailed) return { kind: "source-unreadable", reason: "The source that was piped in failed." };
  const firstError = errors[0];
  if (signal !== null) return { kind: "crashed", reason: `FFmpeg was ended by ${signal}.` };
  if (code === 0) return { kind: "source-ended", reason: "The source came to its end." };
  if (code === 255) return { kind: "crashed", reason: "FFmpeg was ended by a signal from outside." };
  const wrongCommand = first(errors, commandLine);
  if (wrongCommand !== null) return { kind: "crashed", reason: wrongCommand };
  if (evidence.inputs.opened < evidence.inputs.named && firstError !== undefined) {
    return { kind: "source-unreadable", reason: firstError };
  }
  const destination = judgeDestination(evidence);
  if (destination !== null) return destination;
  if (first(errors, /does not contain any stream|matches no streams|Invalid data found/i) !== null) {
    return { kind: "source-unreadable", reason: firstError ?? "The source has no usable media." };
  }
  return { kind: "crashed", reason: firstError ?? `FFmpeg ended with code ${code ?? "unknown"} and said nothing.` };
}

/** Says why a run ended: by what was intended, then by the first fatal line and by whether media had passed. */
export function classifyExit(evidence: ExitEvidence): FfmpegExit {
  const { kind, reason } = judge(evidence);
  return { kind, code: evidence.code, signal: evidence.signal, reason, hadProgress: evidence.hadProgress };
}

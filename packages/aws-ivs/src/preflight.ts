import { type CallContext, type Finding, HybridStreamError, type LiveStreamSpec } from "@hybrid-stream/spec";
import { type IvsContext, scopeOf } from "./ivs-context.js";
import { listPlaybackKeys } from "./playback/playback-keys.js";
import { getRecordingConfiguration } from "./recording/recording-configurations.js";
import { liveStreams } from "./status/stream-calls.js";

const error = (code: string, message: string, field?: string): Finding => ({
  severity: "error",
  code,
  message,
  ...(field && { field }),
});
const warning = (code: string, message: string, field?: string): Finding => ({
  ...error(code, message, field),
  severity: "warning",
});

/** Looks whether a stream of this kind could go live: credentials, quotas, keys, recording. Changes nothing. */
export async function preflight(context: IvsContext, spec: LiveStreamSpec, call: CallContext): Promise<Finding[]> {
  const checks = [account, ...(spec.access === "signed" ? [signing] : []), ...(spec.recording ? [recording] : [])];
  const findings: Finding[] = [];
  for (const check of checks) {
    try {
      findings.push(...(await check(context, call)));
    } catch (thrown) {
      if (!HybridStreamError.isInstance(thrown) || thrown.code === "aborted") throw thrown;
      findings.push(error(thrown.code, thrown.message));
    }
  }
  if (spec.access === "signed" && context.settings.playbackRestrictionPolicyArn !== undefined) {
    const message = "IVS ignores a playback restriction policy where playback needs a token: restrict by the token.";
    findings.push(warning("restriction-policy-ignored", message, "playbackRestrictionPolicyArn"));
  }
  return findings.length > 0 ? findings : [{ severity: "ok", code: "ok", message: "A stream could go live." }];
}

async function account({ ivs, settings }: IvsContext, call: CallContext): Promise<Finding[]> {
  const live = await liveStreams(ivs, scopeOf("preflight", call, "observe"));
  if (live.size < settings.maxConcurrentStreams) return [];
  const message = `${live.size} streams are live of the ${settings.maxConcurrentStreams} that the account may have: IVS would refuse the encoder. Ask AWS for more.`;
  return [error("concurrent-streams-used-up", message, "maxConcurrentStreams")];
}

async function signing(context: IvsContext, call: CallContext): Promise<Finding[]> {
  if (context.settings.token === null) {
    const message = "Signed playback needs the option playbackAuthorization, with an imported key.";
    return [error("playback-key-missing", message, "playbackAuthorization")];
  }
  if ((await listPlaybackKeys(context, call)).length > 0) return [];
  const message = "No playback key is imported in this region: viewers would be refused. Call importPlaybackKey().";
  return [error("playback-key-not-imported", message, "playbackAuthorization")];
}

async function recording(context: IvsContext, call: CallContext): Promise<Finding[]> {
  const field = "recordingConfigurationArn";
  const arn = context.settings.recordingConfigurationArn;
  if (arn === undefined) {
    return [error("recording-configuration-missing", "Recording needs the option recordingConfigurationArn.", field)];
  }
  const found = await getRecordingConfiguration(context, arn, scopeOf("preflight", call, "observe"));
  if (found === null)
    return [error("recording-configuration-gone", "IVS does not know the recording configuration.", field)];
  if (found.state === "active") return [];
  return [
    error(
      "recording-configuration-not-active",
      `The recording configuration is ${found.state}: wait, or look at its bucket.`,
      field,
    ),
  ];
}

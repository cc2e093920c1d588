import { type EffectContext, HybridStreamError, type LiveStream, type LiveStreamSpec } from "@hybrid-stream/spec";
import type { PlatformContext } from "../platform-context.js";
import { customerCodeIn } from "../playback/playback-origin.js";
import type { LiveInput } from "./live-input.js";
import type { LiveInputSettings } from "./live-inputs-api.js";
import { idempotencyKeyOf, isOwnedBy, makeHandle, metaOf, readHandle } from "./stream-identity.js";

const operation = "createLiveStream";
/** An input younger than that is found by its idempotency key, an older one in the list. */
const listAgeMs = 10_000;
const leastRetentionDays = 30;

function settingsOf(spec: LiveStreamSpec, call: EffectContext, { settings }: PlatformContext): LiveInputSettings {
  const { allowedOrigins, hideLiveViewerCount, deleteRecordingAfterDays } = settings;
  return {
    meta: metaOf(call, spec),
    enabled: true,
    preferLowLatency: spec.latency === "low",
    // Without a recording there is no playback, so one that nobody asked for goes as early as it can.
    deleteRecordingAfterDays: spec.recording ? deleteRecordingAfterDays : leastRetentionDays,
    recording: {
      mode: "automatic",
      // 0 would be Cloudflare's default, which it does not tell.
      timeoutSeconds: Math.max(1, Math.ceil(spec.continuityWindowSeconds)),
      requireSignedURLs: spec.access === "signed",
      hideLiveViewerCount,
      ...(allowedOrigins && { allowedOrigins }),
    },
  };
}

function declined(context: PlatformContext, field: string): HybridStreamError {
  return new HybridStreamError({
    code: "request-rejected",
    message: `${operation}: the live input does not have the ${field} that was asked for. Correct it, or delete the input.`,
    provider: context.settings.id,
    operation,
    field,
  });
}

/** Settings that are dropped come back as a success, so what counts is looked at. */
function checkEcho(input: LiveInput, wanted: LiveInputSettings, context: PlatformContext): void {
  if (input.recording?.mode !== "automatic") throw declined(context, "recording.mode");
  if ((input.recording.requireSignedURLs ?? false) !== wanted.recording?.requireSignedURLs) {
    throw declined(context, "recording.requireSignedURLs");
  }
  if ((input.deleteRecordingAfterDays ?? null) !== (wanted.deleteRecordingAfterDays ?? null)) {
    throw declined(context, "deleteRecordingAfterDays");
  }
  if (wanted.recording.hideLiveViewerCount === true && input.recording.hideLiveViewerCount !== true) {
    throw declined(context, "recording.hideLiveViewerCount");
  }
  const origins = (list: readonly string[] | null | undefined): string => [...(list ?? [])].sort().join(" ");
  const { allowedOrigins } = wanted.recording;
  if (allowedOrigins && origins(allowedOrigins) !== origins(input.recording.allowedOrigins)) {
    throw declined(context, "recording.allowedOrigins");
  }
}

/** The live input as a stream. What it is, is read from the answer. */
export function liveStreamOf(input: LiveInput, context: PlatformContext): LiveStream {
  const { settings, origin } = context;
  const customerCode = customerCodeIn(input);
  // With a base address of its own, a simulator's, the code says nothing.
  if (settings.playbackBaseUrl === null) origin.learn(customerCode);
  const seconds = input.recording?.timeoutSeconds ?? 0;
  const continuityWindowSeconds = seconds > 0 ? seconds : null;
  const handle = makeHandle(settings.id, {
    inputId: input.uid,
    access: input.recording?.requireSignedURLs === true ? "signed" : "public",
    lowLatency: input.preferLowLatency === true,
    customerCode: customerCode ?? origin.code,
  });
  return { handle, continuityWindowSeconds, sessionHoldSeconds: 0 };
}

/** The input that an earlier try has made; `null` when there is none as far as can be told. */
async function existing(call: EffectContext, context: PlatformContext): Promise<LiveInput | null> {
  const { liveInputs, lists, settings } = context;
  const listed = async (): Promise<string | undefined> => {
    const { liveInputs: all } = await lists.inputs({ call, maxAgeMs: listAgeMs, priority: "start" });
    return all.find((each) => isOwnedBy(each, call))?.uid;
  };
  const id = call.resume ? readHandle(call.resume, settings.id, operation).inputId : await listed();
  if (id === undefined) return null;
  try {
    return await liveInputs.get(id, { ...call, priority: "start" });
  } catch (thrown) {
    // Deleted since the list was read.
    if (HybridStreamError.isInstance(thrown) && thrown.code === "not-found") return null;
    throw thrown;
  }
}

/** Makes the input, or returns the one that the incarnation already names. */
export async function createLiveStream(
  spec: LiveStreamSpec,
  call: EffectContext,
  context: PlatformContext,
): Promise<LiveStream> {
  const { liveInputs, settings } = context;
  if (spec.access === "signed" && settings.signingKey === null) {
    throw new HybridStreamError({
      code: "request-rejected",
      message: "Signed playback needs a signing key: set the option signingKey.",
      provider: settings.id,
      operation,
      field: "access",
    });
  }
  const wanted = settingsOf(spec, call, context);
  const input =
    (await existing(call, context)) ??
    (await liveInputs.create(wanted, { ...call, idempotencyKey: idempotencyKeyOf(call) }).catch(explain(context)));
  checkEcho(input, wanted, context);
  return liveStreamOf(input, context);
}

function explain({ settings, lists }: PlatformContext) {
  return (thrown: unknown): never => {
    // Made or not: the next try shall not rely on the key alone, which Cloudflare took in lately.
    lists.expireInputs();
    if (!HybridStreamError.isInstance(thrown) || thrown.code !== "conflict") throw thrown;
    throw new HybridStreamError({
      code: "conflict",
      retry: "never",
      message: `${operation}: the live input of this incarnation has been deleted. Create one with a new streamIncarnation.`,
      provider: settings.id,
      operation,
      requestId: thrown.requestId,
      cause: thrown,
    });
  };
}

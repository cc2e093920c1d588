import { type EffectContext, HybridStreamError, type LiveStream, type LiveStreamSpec } from "@hybrid-stream/spec";
import type { MuxLiveStream } from "../api/answers.js";
import { refuseAborted, unlessAborted } from "../api/given-up.js";
import type { Calling } from "../api/mux-client.js";
import type { MuxContext } from "../mux-context.js";
import type { MuxSettings } from "../options.js";
import { passthroughOf } from "./passthrough.js";
import { isWhole, readHandle, toHandle } from "./stream-handle.js";

const operation = "createLiveStream";
/** Mux's range. */
const longestWindowSeconds = 1800;
/** From here on Mux advises a picture that stands in. */
const slateFromSeconds = 60;

/** Looks by `passthrough` before it creates, since Mux has no idempotency keys. */
export async function createLiveStream(
  context: MuxContext,
  spec: LiveStreamSpec,
  call: EffectContext,
): Promise<LiveStream> {
  const { provider, settings, creations } = context;
  const { namespace, channelId, streamIncarnation } = call;
  refuseAborted(provider, operation, call);
  if (spec.access === "signed" && settings.signingKey === null) {
    throw new HybridStreamError({
      code: "invalid-options",
      message: `${operation}: access "signed" needs a signing key. Pass signingKey to mux(), or set MUX_SIGNING_KEY and MUX_PRIVATE_KEY.`,
      provider,
      operation,
      field: "signingKey",
    });
  }
  const passthrough = passthroughOf({ namespace, channelId, streamIncarnation });
  const calling: Calling = { call, operation, priority: "start" };
  const wait = (before: Promise<unknown>) => unlessAborted(before, provider, operation, call);
  return creations.run(passthrough, wait, async () => {
    const found = await lookFor(context, passthrough, calling, call);
    const stream = found ?? (await create(context, { spec, passthrough, calling, call }));
    return accepted(context, { stream, spec, passthrough, calling });
  });
}

async function lookFor(
  { provider, finder, liveStreams }: MuxContext,
  passthrough: string,
  calling: Calling,
  { resume }: EffectContext,
): Promise<MuxLiveStream | null> {
  const stored = resume === undefined ? null : readHandle(resume, provider, operation);
  if (stored?.passthrough === passthrough && isWhole(stored)) {
    const stream = await liveStreams.get(stored.liveStreamId, calling).catch((thrown: unknown) => {
      if (HybridStreamError.isInstance(thrown) && thrown.code === "not-found") return null;
      throw thrown;
    });
    if (stream?.passthrough === passthrough) return stream;
  }
  return finder.find(passthrough, calling);
}

interface Creation {
  readonly spec: LiveStreamSpec;
  readonly passthrough: string;
  readonly calling: Calling;
}

async function create(
  { provider, finder, liveStreams, settings }: MuxContext,
  { spec, passthrough, calling, call }: Creation & { readonly call: EffectContext },
): Promise<MuxLiveStream> {
  const { access, latency } = spec;
  await call.checkpoint(toHandle(provider, { passthrough, access, latency }));
  const stream = await liveStreams.create(bodyOf(spec, passthrough, settings), calling);
  if (stream.passthrough !== passthrough) {
    throw new HybridStreamError({
      code: "unexpected-response",
      message: `${operation}: the stream that ${provider} made does not carry the passthrough that was sent. Look for it in Mux's dashboard.`,
      provider,
      operation,
      field: "data.passthrough",
    });
  }
  finder.remember(stream);
  return stream;
}

/** Policies on both levels: without them neither the stream nor its recording can be watched. */
function bodyOf(
  { access, latency, continuityWindowSeconds }: LiveStreamSpec,
  passthrough: string,
  settings: MuxSettings,
) {
  const latencyMode = latency === "low" ? settings.lowLatencyMode : "standard";
  const reconnectWindow = Math.min(longestWindowSeconds, Math.max(0, Math.round(continuityWindowSeconds)));
  return {
    playback_policies: [access],
    new_asset_settings: { playback_policies: [access], video_quality: settings.videoQuality },
    latency_mode: latencyMode,
    // Left out it would be 0 for low latency: one blip would then end the broadcast.
    reconnect_window: reconnectWindow,
    ...(latencyMode === "standard" && reconnectWindow > slateFromSeconds && { use_slate_for_standard_latency: true }),
    max_continuous_duration: settings.maxContinuousDurationSeconds,
    passthrough,
    ...(settings.test && { test: true }),
  };
}

async function accepted(
  { provider, liveStreams }: MuxContext,
  { stream, spec, passthrough, calling }: Creation & { readonly stream: MuxLiveStream },
): Promise<LiveStream> {
  const { access, latency } = spec;
  const playback =
    stream.playbackIds.find(({ policy }) => policy === access) ??
    (await liveStreams.createPlaybackId(stream.id, access, calling));
  const data = { passthrough, access, latency, liveStreamId: stream.id, playbackId: playback.id };
  return {
    handle: toHandle(provider, data),
    continuityWindowSeconds: stream.reconnectWindowSeconds,
    sessionHoldSeconds: 0,
  };
}

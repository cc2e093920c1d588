import {
  type ChannelState,
  type EffectContext,
  HybridStreamError,
  type IngestEndpoint,
  type LiveStreamHandle,
  type RelayProvider,
  type RelaySpec,
  type StreamingPlatform,
  toHybridStreamError,
} from "@hybrid-stream/spec";
import type { Outcome } from "../decide/effect.js";
import { findStream as streamOf } from "../decide/streams.js";
import { describeError } from "../describe-error.js";
import { withDeadline } from "./deadline.js";
import { callContext } from "./engine.js";
import { findRelay, findStream } from "./find-resource.js";
import { context, type PerformRequest } from "./perform-request.js";

/** How long an effect may take. A lease must be good for longer than this when it begins. Milliseconds. */
export const effectMs = 8000;

/** Performs one effect. It throws only `lease-lost`; every other failure is an outcome. */
export async function perform(request: PerformRequest): Promise<Outcome> {
  const { engine, effect, signal } = request;
  const provider = "provider" in effect ? effect.provider : effect.platform;
  const limits = { clock: engine.clock, milliseconds: effectMs, parent: signal, provider, operation: effect.kind };
  try {
    return await withDeadline(limits, (callSignal) => carryOut(request, callSignal));
  } catch (thrown) {
    const error = toHybridStreamError(thrown, { provider, operation: effect.kind });
    if (error.code === "lease-lost") throw error;
    if (error.code === "internal") {
      engine.logger.error({ provider, effect: effect.kind, ...describeError(thrown) }, error.message);
    }
    return { kind: "failed", error: error.toJSON() };
  }
}

async function carryOut(request: PerformRequest, signal: AbortSignal): Promise<Outcome> {
  const { effect } = request;
  switch (effect.kind) {
    case "create-stream": {
      const { access, recording, latency, continuityWindowSeconds } = request.order;
      const spec = { access, recording, latency, continuityWindowSeconds };
      const resume = streamOf(request.state, effect)?.handle ?? undefined;
      const platform = platformOf(request, effect.platform);
      return {
        kind: "stream-created",
        stream: await platform.createLiveStream(spec, context(request, signal, resume)),
      };
    }
    case "find-stream":
      return { kind: "stream-found", handle: await findStream(request, effect, signal) };
    case "find-relay":
      return { kind: "relay-found", handle: await findRelay(request, effect, signal) };
    case "rotate-key": {
      const platform = platformOf(request, effect.platform);
      const ingest = await platform.rotateStreamKey?.(effect.handle, context(request, signal));
      if (ingest === undefined) throw missing(effect.platform, "rotateStreamKey");
      return { kind: "key-rotated", keyId: ingest.keyId };
    }
    case "start-relay":
      return startRelay(request, effect.provider, signal);
    case "stop-relay": {
      const relay = relayOf(request, effect.provider);
      return {
        kind: "relay-stopped",
        receipt: await relay.stopRelay(effect.handle, callContext(request.engine, signal)),
      };
    }
    case "end-stream": {
      const platform = platformOf(request, effect.platform);
      const receipt = await platform.endLiveStream(effect.handle, effect.end, callContext(request.engine, signal));
      return { kind: "stream-ended", receipt };
    }
  }
}

async function startRelay(request: PerformRequest, id: string, signal: AbortSignal): Promise<Outcome> {
  const { order, state } = request;
  const relay = relayOf(request, id);
  const platform = platformOf(request, state.stream?.platform ?? "");
  if (state.stream?.handle == null) throw missing(platform.id, "the live stream");
  const ingest = await readKey(platform, state.stream.handle, context(request, signal, state.stream.handle));
  refuseForeignKey(state, ingest);
  const spec: RelaySpec = {
    source: { source: order.source, hosts: request.hosts },
    ingest,
    ingestLimits: platform.capabilities.ingestLimits,
    output: order.output,
    layout: order.layout,
    plannedDurationSeconds: order.plannedDurationSeconds,
  };
  const handle = await relay.startRelay(spec, context(request, signal, state.relay?.handle ?? undefined));
  return { kind: "relay-started", handle, keyId: ingest.keyId };
}

/** What goes wrong here is the platform's, not the relay's. */
async function readKey(
  platform: StreamingPlatform,
  stream: LiveStreamHandle,
  call: EffectContext,
): Promise<IngestEndpoint> {
  try {
    return await platform.getStreamKey(stream, call);
  } catch (thrown) {
    const operation = "getStreamKey";
    const error = toHybridStreamError(thrown, { provider: platform.id, operation });
    throw new HybridStreamError({ ...error.toJSON(), provider: platform.id, operation, cause: thrown });
  }
}

/** A key that somebody rotated behind our back belongs to somebody else's relay. */
function refuseForeignKey(state: ChannelState, ingest: IngestEndpoint): void {
  const expected = state.stream?.keyId ?? null;
  if (expected === null || expected === ingest.keyId) return;
  throw new HybridStreamError({
    code: "fenced",
    message: "The stream key has changed since it was last read: another owner may have rotated it.",
    operation: "startRelay",
  });
}

function relayOf(request: PerformRequest, id: string): RelayProvider {
  const relay = request.engine.relays.get(id);
  if (relay === undefined) throw missing(id, "this relay provider");
  return relay;
}

function platformOf(request: PerformRequest, id: string): StreamingPlatform {
  const platform = request.engine.platforms.get(id);
  if (platform === undefined) throw missing(id, "this platform");
  return platform;
}

function missing(provider: string, what: string): HybridStreamError {
  return new HybridStreamError({
    code: "provider-not-found",
    message: `${what} is not configured here: "${provider}". Add it to the orchestrator's options.`,
    provider,
  });
}

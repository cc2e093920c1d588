import type { HlsProbeResult } from "@hybrid-stream/provider-kit";
import { type ChannelOrder, type ChannelState, toHybridStreamError } from "@hybrid-stream/spec";
import type { Question } from "../decide/observation-plan.js";
import type { Observations, Observed } from "../decide/observations.js";
import { withDeadline } from "./deadline.js";
import { callContext, type Engine } from "./engine.js";

const observationMs = 5000;

interface ObserveRequest {
  readonly engine: Engine;
  readonly order: ChannelOrder;
  readonly state: ChannelState;
  readonly questions: ReadonlySet<Question>;
  readonly signal: AbortSignal;
}

/** Asks the planned questions side by side, each with its own deadline. It never throws: no answer is an answer. */
export async function observe(request: ObserveRequest): Promise<Observations> {
  const [rtc, relay, stream, playback] = await Promise.all([
    observeRtc(request),
    observeRelay(request),
    observeStream(request),
    observePlayback(request),
  ]);
  return {
    ...(rtc && { rtc }),
    ...(relay && { relay }),
    ...(stream && { stream }),
    ...(playback && { playback }),
  };
}

async function ask<Value>(
  { engine, signal }: ObserveRequest,
  provider: string,
  operation: string,
  call: (signal: AbortSignal) => Promise<Value>,
): Promise<Observed<Value>> {
  const request = { clock: engine.clock, milliseconds: observationMs, parent: signal, provider, operation };
  try {
    return { ok: true, value: await withDeadline(request, call) };
  } catch (thrown) {
    return { ok: false, error: toHybridStreamError(thrown, { provider, operation }).toJSON() };
  }
}

async function observeRtc(request: ObserveRequest) {
  const { rtc } = request.engine;
  if (!request.questions.has("rtc") || rtc === null) return undefined;
  return ask(request, rtc.id, "observeSource", (signal) =>
    rtc.observeSource(request.order.source, callContext(request.engine, signal)),
  );
}

async function observeRelay(request: ObserveRequest) {
  const { relay } = request.state;
  const provider = request.engine.relays.get(relay?.provider ?? "");
  const handle = relay?.handle;
  if (!request.questions.has("relay") || !handle || !provider) return undefined;
  return ask(request, provider.id, "getRelayStatus", (signal) =>
    provider.getRelayStatus(handle, callContext(request.engine, signal)),
  );
}

async function observeStream(request: ObserveRequest) {
  const { stream } = request.state;
  const platform = request.engine.platforms.get(stream?.platform ?? "");
  const handle = stream?.handle;
  if (!request.questions.has("stream") || !handle || !platform) return undefined;
  return ask(request, platform.id, "getStreamStatus", (signal) =>
    platform.getStreamStatus(handle, callContext(request.engine, signal)),
  );
}

async function observePlayback(request: ObserveRequest): Promise<HlsProbeResult | undefined> {
  const { stream } = request.state;
  const platform = request.engine.platforms.get(stream?.platform ?? "");
  const handle = stream?.handle;
  if (!request.questions.has("playback") || !handle || !platform) return undefined;
  const seen = await ask(request, platform.id, "probePlayback", async (signal) => {
    const playback = await platform.getPlaybackUrl(handle, { purpose: "probe" });
    return request.engine.probe.probe(playback.url, { signal });
  });
  return seen.ok ? seen.value : { state: "unreachable", error: seen.error };
}

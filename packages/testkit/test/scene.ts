import type { IngestEndpoint, LiveStreamHandle, RelaySpec } from "@hybrid-stream/spec";
import {
  createFakeWorld,
  createVirtualClock,
  effectContext,
  type FakeRelayProviderOptions,
  type FakeStreamingPlatformOptions,
  fakeRelayProvider,
  fakeStreamingPlatform,
} from "../src/index.js";

const streamSpec = {
  access: "public",
  recording: false,
  latency: "standard",
  continuityWindowSeconds: 30,
} as const;

/** A stream on a fake platform and a fake relay that can be started towards it. */
export async function scene(
  options: { relay?: FakeRelayProviderOptions; platform?: FakeStreamingPlatformOptions } = {},
) {
  const clock = createVirtualClock();
  const world = createFakeWorld({ clock });
  const relay = fakeRelayProvider({ world, ...options.relay });
  const platform = fakeStreamingPlatform({ world, ...options.platform });
  const { handle: stream } = await platform.createLiveStream(streamSpec, effectContext());
  const { url } = await platform.getPlaybackUrl(stream, { purpose: "probe" });
  const specFor = (ingest: IngestEndpoint): RelaySpec => ({
    source: { source: { kind: "agora", channel: "room" }, hosts: [] },
    ingest,
    ingestLimits: platform.capabilities.ingestLimits,
    output: "auto",
    layout: "single",
    plannedDurationSeconds: null,
  });
  const start = async (numbers: { relayGeneration?: number; relayAttempt?: number; channelId?: string } = {}) =>
    relay.startRelay(specFor(await platform.getStreamKey(stream, effectContext(numbers))), effectContext(numbers));
  const last = async (): Promise<number | null> => {
    const seen = await platform.probe(url);
    return seen.state === "playing" ? seen.lastSegment : null;
  };
  const state = async (handle: LiveStreamHandle) => (await relay.getRelayStatus(handle, effectContext())).state;
  const ingest = async () => (await platform.getStreamStatus(stream, effectContext())).ingest;
  return { clock, world, relay, platform, stream, specFor, start, last, state, ingest };
}

import {
  createFakeWorld,
  createVirtualClock,
  effectContext,
  type FakeRelayProvider,
  type FakeRelayProviderOptions,
  type FakeStreamingPlatform,
  type FakeStreamingPlatformOptions,
  type FakeWorld,
  fakeRelayProvider,
  fakeStreamingPlatform,
  fakeWebhook,
  type PlatformSubject,
  type RelaySubject,
} from "../src/index.js";

/** Virtual time passes while a suite waits. */
function virtualWorld() {
  const clock = createVirtualClock();
  const world = createFakeWorld({ clock });
  const pause = async (milliseconds: number): Promise<void> => {
    await clock.advance(milliseconds);
    world.catchUp();
  };
  return { world, wait: { pause, intervalMs: 250, timeoutMs: 60_000 } };
}

const hintFor = (provider: string) => ({ id: "1", provider, vendorRef: "task-1", summary: "something happened" });

/** The fake relay provider as a subject; `change` replaces what a broken one does differently. */
export function relaySubject(
  options: FakeRelayProviderOptions = {},
  change: (provider: FakeRelayProvider, world: FakeWorld) => Partial<FakeRelayProvider> = () => ({}),
): RelaySubject {
  const { world, wait } = virtualWorld();
  const platform = fakeStreamingPlatform({ world });
  const sound = fakeRelayProvider({ world, ...options });
  const provider = { ...sound, ...change(sound, world) };
  let streams = 0;
  return {
    provider,
    wait,
    secrets: ["testkit-api-token"],
    makeSpec: async () => {
      streams += 1;
      const call = effectContext({ streamIncarnation: streams });
      const spec = { access: "public", recording: false, latency: "standard", continuityWindowSeconds: 30 } as const;
      const { handle } = await platform.createLiveStream(spec, call);
      return {
        source: { source: { kind: "test-picture" }, hosts: [] },
        ingest: await platform.getStreamKey(handle, call),
        ingestLimits: platform.capabilities.ingestLimits,
        output: "auto",
        layout: "single",
        plannedDurationSeconds: null,
      };
    },
    runningRelays: () => world.runningTasks().length,
    hasMedia: (spec) => {
      world.catchUp();
      const key = spec.ingest.streamKey.reveal();
      return [...world.streams.values()].some((each) => each.mediaMs > 0 && each.keys.some((k) => k.value === key));
    },
    unknownHandle: () => ({ provider: sound.id, version: 1, data: { numbers: "never", channelId: "never" } }),
    kill: (handle) => world.crashTask(sound.taskOf(handle)?.id ?? ""),
    breakNextCall: () => sound.faults.next("*", { error: "vendor-unavailable" }),
    makeWebhook: () => fakeWebhook(sound.id, [hintFor(sound.id)]),
    dispose: () => sound.close(),
  };
}

/** The fake platform as a subject; `change` replaces what a broken one does differently. */
export function platformSubject(
  options: FakeStreamingPlatformOptions = {},
  change: (provider: FakeStreamingPlatform, world: FakeWorld) => Partial<FakeStreamingPlatform> = () => ({}),
): PlatformSubject {
  const { world, wait } = virtualWorld();
  const sound = fakeStreamingPlatform({ world, ...options });
  const provider = { ...sound, ...change(sound, world) };
  return {
    provider,
    wait,
    secrets: ["testkit-api-token"],
    publish: async (endpoint) => {
      const task = world.publish(endpoint);
      return { stop: () => world.stopTask(task), closed: world.whenEnded(task) };
    },
    probe: (url) => provider.probe(url),
    requests: () => sound.calls.entries.filter((entry) => entry.errorCode !== "aborted").length,
    unknownHandle: () => ({ provider: sound.id, version: 1, data: { streamId: "never", channelId: "never" } }),
    breakNextCall: () => sound.faults.next("*", { error: "vendor-unavailable" }),
    makeWebhook: () => fakeWebhook(sound.id, [hintFor(sound.id)]),
    dispose: () => sound.close(),
  };
}

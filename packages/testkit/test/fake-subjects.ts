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
import { breakFake, type FakeVendor, fakeStreamWebhook, readingFaults } from "./fake-vendor.js";

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

/** A live stream that somebody else made in the same account. */
const foreignStream = {
  namespace: "",
  channelId: "made by hand",
  incarnation: 1,
  fence: "rotate",
  ingestUrl: "rtmps://ingest.fake.invalid/live",
  continuityWindowSeconds: 60,
  sessionHoldSeconds: 0,
  maxSessionMs: null,
  sequenceRestartsWithBroadcast: false,
  recording: false,
} as const;

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

/** What a broken platform does differently from the sound one; `vendor` tells what it suffers from. */
export type PlatformBreak = (
  provider: FakeStreamingPlatform,
  world: FakeWorld,
  vendor: FakeVendor,
) => Partial<FakeStreamingPlatform>;

/** The fake platform as a subject; `change` replaces what a broken one does differently, in every process. */
export function platformSubject(
  options: FakeStreamingPlatformOptions = {},
  change: PlatformBreak = () => ({}),
): PlatformSubject {
  const { world, wait } = virtualWorld();
  const vendor: FakeVendor = { fault: null };
  const processes: FakeStreamingPlatform[] = [];
  const begin = (): FakeStreamingPlatform => {
    const platform = fakeStreamingPlatform({ world, ...options });
    processes.push(platform);
    const sound = readingFaults(platform, vendor);
    return { ...sound, ...change(sound, world, vendor) };
  };
  const provider = begin();
  const [sound = provider] = processes;
  const isRequest = (entry: { errorCode: string | null }): boolean => entry.errorCode !== "aborted";
  const asked = (each: FakeStreamingPlatform): number => each.calls.entries.filter(isRequest).length;
  return {
    provider,
    wait,
    secrets: ["testkit-api-token"],
    publish: async (endpoint) => {
      const task = world.publish(endpoint);
      return { stop: () => world.stopTask(task), closed: world.whenEnded(task) };
    },
    probe: (url) => provider.probe(url),
    requests: () => processes.reduce((sum, each) => sum + asked(each), 0),
    liveStreams: () => {
      world.catchUp();
      return [...world.streams.values()].filter(({ state }) => state !== "deleted").length;
    },
    unknownHandle: () => ({ provider: sound.id, version: 1, data: { streamId: "never", channelId: "never" } }),
    breakNextCall: () => sound.faults.next("*", { error: "vendor-unavailable" }),
    breakVendor: (fault) => breakFake(sound, vendor, fault),
    another: begin,
    addForeignStream: () => {
      world.addStream({ ...foreignStream, platform: sound.id });
    },
    makeWebhook: () => fakeWebhook(sound.id, [hintFor(sound.id)]),
    makeStreamWebhook: (request) => fakeStreamWebhook(sound, request),
    dispose: async () => {
      await Promise.all(processes.map((each) => each.close()));
    },
  };
}

import type { ChannelSource, Provider, RtcHost, RtcSource } from "@hybrid-stream/spec";
import { type FakeCallLog, FakeCalls, type FakeFaults } from "./fake-faults.js";
import { sourceNameOf } from "./fake-relay-provider.js";
import { FakeWebhooks } from "./fake-webhooks.js";
import { createFakeWorld, type FakeWorld } from "./fake-world.js";

/** What {@link fakeRtcSource} takes; all of it may be left out. */
export interface FakeRtcSourceOptions {
  /** Default `fake-rtc`. */
  readonly id?: string;
  /** Default: a world of its own. */
  readonly world?: FakeWorld;
  /** Milliseconds, default 0. */
  readonly latencyMs?: number;
  /** Who publishes while the publisher is present. Default: one host with H.264. */
  readonly hosts?: readonly RtcHost[];
}

/** The RTC side without a vendor: presence comes from its {@link FakeWorld}. */
export interface FakeRtcSource extends RtcSource {
  readonly world: FakeWorld;
  readonly faults: FakeFaults;
  readonly calls: FakeCallLog;
  /** Viewers on RTC, by channel; `null`: it cannot be told. Unset: 0. */
  readonly audience: Map<string, number | null>;
  parseWebhook: NonNullable<Provider["parseWebhook"]>;
}

/** Makes a {@link FakeRtcSource}. */
export function fakeRtcSource(options: FakeRtcSourceOptions = {}): FakeRtcSource {
  const id = options.id ?? "fake-rtc";
  const world = options.world ?? createFakeWorld();
  const calls = new FakeCalls({ provider: id, clock: world.clock, latencyMs: options.latencyMs ?? 0 });
  const webhooks = new FakeWebhooks(id);
  const audience = new Map<string, number | null>();
  const hosts = options.hosts ?? [{ uid: 1, videoCodec: "h264" }];

  const observe = (source: ChannelSource) => {
    const name = sourceNameOf(source);
    const present = world.publisherPresent(name);
    const viewers = audience.get(name);
    const observedAt = world.clock.now();
    return {
      publisher: present ? ("present" as const) : ("absent" as const),
      hosts: present ? hosts : [],
      audience:
        viewers === null
          ? null
          : { value: viewers ?? 0, method: "exact" as const, observedAt: observedAt.toISOString() },
      observedAt,
    };
  };

  return {
    specificationVersion: "v1",
    kind: "fake-rtc",
    id,
    world,
    faults: calls.faults,
    calls: calls.log,
    audience,
    parseWebhook: (request) => webhooks.parse(request),
    observeSource: (source, call) =>
      calls.run({
        operation: "observeSource",
        channelId: sourceNameOf(source),
        signal: call.signal,
        effect: () => observe(source),
      }),
    issueViewerGrant: async (source, viewer) => ({
      appId: "fake-app",
      channel: sourceNameOf(source),
      uid: viewer.uid ?? 0,
      token: `fake-token-${viewer.viewerId ?? "anonymous"}`,
      expiresAt: new Date(world.clock.now().getTime() + (viewer.expiresInSeconds ?? 3600) * 1000),
    }),
    close: async () => webhooks.close(),
  };
}

import type { RtcSource } from "@hybrid-stream/spec";
import {
  createFakeWorld,
  createVirtualClock,
  type FakeRelayProvider,
  type FakeStreamingPlatform,
  type FakeWorld,
  fakeRelayProvider,
  fakeStreamingPlatform,
  type VirtualClock,
} from "@hybrid-stream/testkit";
import { HybridStreamOrchestrator } from "../src/hybrid-stream-orchestrator.js";
import type { HybridStreamOptions } from "../src/options.js";

/** An orchestrator on fakes and virtual time. */
export interface FakeSetup {
  readonly clock: VirtualClock;
  readonly world: FakeWorld;
  readonly relay: FakeRelayProvider;
  readonly platform: FakeStreamingPlatform;
  readonly hybrid: HybridStreamOrchestrator;
  /** Every event with its name, in order. */
  readonly events: [string, unknown][];
  /** Names of the phases that a channel went through. */
  phases(channelId: string): string[];
}

type Parts = { clock: VirtualClock; world: FakeWorld };

export function fakeSetup(
  make: {
    readonly relay?: (parts: Parts) => FakeRelayProvider;
    readonly moreRelays?: (parts: Parts) => FakeRelayProvider[];
    readonly platform?: (parts: Parts) => FakeStreamingPlatform;
    readonly rtc?: (parts: Parts) => RtcSource;
    readonly options?: Partial<HybridStreamOptions>;
  } = {},
): FakeSetup {
  const clock = createVirtualClock();
  const world = createFakeWorld({ clock });
  const relay = make.relay?.({ clock, world }) ?? fakeRelayProvider({ world });
  const platform = make.platform?.({ clock, world }) ?? fakeStreamingPlatform({ world });
  const hybrid = new HybridStreamOrchestrator({
    namespace: "test",
    relays: [relay, ...(make.moreRelays?.({ clock, world }) ?? [])],
    platforms: [platform],
    ...(make.rtc && { rtc: make.rtc({ clock, world }) }),
    clock,
    probe: { probe: (url) => platform.probe(url), close: () => {} },
    ...make.options,
  });
  const events: [string, unknown][] = [];
  for (const name of [
    "channel:phase",
    "channel:live",
    "channel:interrupted",
    "channel:viewers-off",
    "channel:ended",
    "channel:failed",
    "channel:playback",
    "relay:started",
  ] as const) {
    hybrid.on(name, (event) => events.push([name, event]));
  }
  const phases = (channelId: string): string[] =>
    events.flatMap(([name, event]) => {
      const phase = event as { channelId: string; to: string };
      return name === "channel:phase" && phase.channelId === channelId ? [phase.to] : [];
    });
  return { clock, world, relay, platform, hybrid, events, phases };
}

/** A plain hybrid order. */
export const order = (channelId = "show") =>
  ({ channelId, mode: "hybrid", source: { kind: "agora", channel: channelId } }) as const;

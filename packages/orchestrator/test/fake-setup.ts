import type { ChannelStore, RtcSource } from "@hybrid-stream/spec";
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
import { expect } from "vitest";
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
  /** Lets time pass until a channel is in a phase, and fails when it never is. */
  until(phase: string, channelId?: string): Promise<void>;
  /** Another process with the same configuration but for these options. Give both a shared store. */
  boot(options: Partial<HybridStreamOptions>): HybridStreamOrchestrator;
}

type Parts = { clock: VirtualClock; world: FakeWorld };

export function fakeSetup(
  make: {
    readonly relay?: (parts: Parts) => FakeRelayProvider;
    readonly moreRelays?: (parts: Parts) => FakeRelayProvider[];
    readonly platform?: (parts: Parts) => FakeStreamingPlatform;
    readonly morePlatforms?: (parts: Parts) => FakeStreamingPlatform[];
    readonly rtc?: (parts: Parts) => RtcSource;
    readonly store?: (parts: Parts) => ChannelStore;
    readonly segmentSeconds?: number;
    readonly options?: Partial<HybridStreamOptions>;
  } = {},
): FakeSetup {
  const clock = createVirtualClock();
  const { segmentSeconds } = make;
  const world = createFakeWorld({ clock, ...(segmentSeconds !== undefined && { segmentSeconds }) });
  const relay = make.relay?.({ clock, world }) ?? fakeRelayProvider({ world });
  const platform = make.platform?.({ clock, world }) ?? fakeStreamingPlatform({ world });
  const morePlatforms = make.morePlatforms?.({ clock, world }) ?? [];
  const configured: HybridStreamOptions = {
    namespace: "test",
    relays: [relay, ...(make.moreRelays?.({ clock, world }) ?? [])],
    platforms: [platform, ...morePlatforms],
    ...(make.rtc && { rtc: make.rtc({ clock, world }) }),
    ...(make.store && { store: make.store({ clock, world }) }),
    clock,
    probe: { probe: (url) => (morePlatforms.length > 0 ? world.probe(url) : platform.probe(url)), close: () => {} },
    ...make.options,
  };
  const boot = (options: Partial<HybridStreamOptions>): HybridStreamOrchestrator =>
    new HybridStreamOrchestrator({ ...configured, ...options });
  const hybrid = boot({});
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
  const until = async (phase: string, channelId = "show"): Promise<void> => {
    const arrived = await clock.runUntil(async () => (await hybrid.getChannel(channelId))?.phase === phase);
    expect(arrived, `never ${phase}`).toBe(true);
  };
  return { clock, world, relay, platform, hybrid, events, phases, until, boot };
}

/** A plain hybrid order. */
export const order = (channelId = "show") =>
  ({ channelId, mode: "hybrid", source: { kind: "agora", channel: channelId } }) as const;

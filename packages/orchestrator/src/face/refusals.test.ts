import { fakeRelayProvider, fakeRtcSource, fakeStreamingPlatform } from "@hybrid-stream/testkit";
import { describe, expect, it } from "vitest";
import { fakeSetup, order } from "../../test/fake-setup.js";
import { HybridStreamOrchestrator } from "../hybrid-stream-orchestrator.js";
import type { HybridStreamOptions } from "../options.js";
import type { StartChannelRequest } from "./order-request.js";

const source = { kind: "agora", channel: "x" } as const;
const base = { channelId: "x", mode: "hybrid", source } as const;

describe("startChannel refuses", () => {
  const wrong: [string, object][] = [
    ["channelId", { ...base, channelId: "" }],
    ["channelId", { ...base, channelId: "x".repeat(129) }],
    ["mode", { ...base, mode: "auto" }],
    ["source", { channelId: "x", mode: "hybrid" }],
    ["source", { channelId: "x", mode: "agora-only" }],
    ["source.kind", { ...base, source: { kind: "encoder" } }],
    ["source.channel", { ...base, source: { kind: "agora", channel: "" } }],
    ["latency", { ...base, latency: "instant" }],
    ["access", { ...base, access: "private" }],
    ["continuityWindowSeconds", { ...base, continuityWindowSeconds: -1 }],
    ["plannedDurationSeconds", { ...base, plannedDurationSeconds: 0 }],
    [
      "output.width",
      {
        ...base,
        output: {
          width: 1281,
          height: 720,
          framesPerSecond: 30,
          videoKbps: 1,
          audioKbps: 1,
          keyframeIntervalSeconds: 2,
        },
      },
    ],
    ["end.disposition", { ...base, end: { disposition: "forget" } }],
    ["tags.team", { ...base, tags: { team: 7 } }],
  ];
  it.each(wrong)("a wrong %s, and stores nothing", async (field, request) => {
    const { hybrid } = fakeSetup();
    // A JavaScript caller may hand over anything.
    const refused = hybrid.startChannel(request as StartChannelRequest);
    await expect(refused).rejects.toMatchObject({ code: "invalid-order", field, fault: "caller", retry: "never" });
    expect(await hybrid.listChannels()).toEqual([]);
    await hybrid.close();
  });

  it("a field that it does not know", async () => {
    const { hybrid } = fakeSetup();
    await expect(hybrid.startChannel({ ...base, latencyy: "low" } as StartChannelRequest)).rejects.toMatchObject({
      code: "invalid-order",
      message: expect.stringContaining("latencyy"),
    });
    await hybrid.close();
  });

  it("another order for what is live, naming what differs, but takes the same one in another spelling", async () => {
    const { hybrid, clock } = fakeSetup();
    await hybrid.startChannel({ ...base, tags: { a: "1", b: "2" } });
    await hybrid.startChannel({ ...base, tags: { b: "2", a: "1" }, latency: "standard", layout: "single" });
    const other = hybrid.startChannel({ ...base, tags: {}, recording: true });
    await expect(other).rejects.toMatchObject({
      code: "order-conflict",
      message: expect.stringContaining("recording, tags"),
    });
    await hybrid.close();
    expect(clock.pendingTimers).toBe(0);
  });
});

describe("every call about a channel that nobody knows", () => {
  const calls: [string, (hybrid: HybridStreamOrchestrator) => Promise<unknown>][] = [
    ["endChannel", (hybrid) => hybrid.endChannel("nobody")],
    ["setMode", (hybrid) => hybrid.setMode("nobody", "hybrid")],
    ["getPlayback", (hybrid) => hybrid.getPlayback("nobody")],
    ["getIngest", (hybrid) => hybrid.getIngest("nobody")],
    ["getMetrics", (hybrid) => hybrid.getMetrics("nobody")],
    ["explain", (hybrid) => hybrid.explain("nobody")],
  ];
  it.each(calls)("says so: %s", async (operation, call) => {
    const { hybrid } = fakeSetup();
    await expect(call(hybrid)).rejects.toMatchObject({ code: "channel-not-found", field: "channelId", operation });
    await hybrid.close();
  });

  it("but getChannel gives null", async () => {
    const { hybrid } = fakeSetup();
    expect(await hybrid.getChannel("nobody")).toBeNull();
    await hybrid.close();
  });
});

describe("setMode refuses", () => {
  it("a mode that is none, a relay without a source, and a channel that is over", async () => {
    const { hybrid, clock } = fakeSetup();
    await hybrid.startChannel({ channelId: "x", mode: "hls-only" });
    await expect(hybrid.setMode("x", "auto" as "hybrid")).rejects.toMatchObject({
      code: "invalid-order",
      field: "mode",
    });
    await expect(hybrid.setMode("x", "hybrid")).rejects.toMatchObject({ code: "invalid-order", field: "mode" });
    await hybrid.endChannel("x");
    await expect(hybrid.setMode("x", "hls-only")).rejects.toMatchObject({
      code: "channel-ended",
      operation: "setMode",
    });
    await hybrid.close();
    expect(clock.pendingTimers).toBe(0);
  });
});

describe("a closed orchestrator", () => {
  it("refuses every order, any number of closes later", async () => {
    const { hybrid, clock } = fakeSetup();
    await hybrid.startChannel(order());
    await Promise.all([hybrid.close(), hybrid.close()]);
    await hybrid.close();
    for (const call of [hybrid.startChannel(order()), hybrid.endChannel("show"), hybrid.setMode("show", "hybrid")]) {
      await expect(call).rejects.toMatchObject({ code: "closed" });
    }
    await clock.advance(600_000);
    expect(clock.pendingTimers).toBe(0);
  });
});

describe("construction refuses", () => {
  const relay = fakeRelayProvider();
  const platform = fakeStreamingPlatform();
  const { rotateStreamKey, ...withoutFence } = platform;
  const wrong: [string, object][] = [
    ["namespace", { namespace: "" }],
    ["namespace", { namespace: "Shop_Production" }],
    ["namespace", { namespace: "a".repeat(33) }],
    ["relays[0]", { namespace: "a", relays: [{ id: "x" }] }],
    ["relays[1]", { namespace: "a", relays: [relay, fakeRelayProvider()] }],
    ["rtc", { namespace: "a", relays: [relay], rtc: fakeRtcSource({ id: "fake-relay" }) }],
    ["platforms[0]", { namespace: "a", platforms: [withoutFence] }],
    ["stallSeconds", { namespace: "a", policy: { stallSeconds: 0 } }],
    ["startLimit", { namespace: "a", policy: { startLimit: 1.5 } }],
    ["pauseSeconds.max", { namespace: "a", policy: { pauseSeconds: { min: 1 } } }],
  ];
  it.each(wrong)("a wrong %s: %#", (field, options) => {
    expect(() => new HybridStreamOrchestrator(options as HybridStreamOptions)).toThrow(
      expect.objectContaining({ code: "invalid-options", field }),
    );
    expect(rotateStreamKey).toBeTypeOf("function");
  });

  it("a policy number that it does not know", () => {
    const options = { namespace: "a", policy: { stalSeconds: 5 } } as HybridStreamOptions;
    expect(() => new HybridStreamOrchestrator(options)).toThrow(/stalSeconds/);
  });
});

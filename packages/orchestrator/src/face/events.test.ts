import { fakeRelayProvider } from "@hybrid-stream/testkit";
import { describe, expect, expectTypeOf, it } from "vitest";
import { fakeSetup, order } from "../../test/fake-setup.js";
import type { HybridStreamEvents } from "./events.js";

describe("events", () => {
  it("tell a show's story in order", async () => {
    const setup = fakeSetup();
    await setup.hybrid.startChannel(order());
    await setup.clock.advance(30_000);
    await setup.hybrid.endChannel("show");
    await setup.clock.advance(60_000);
    const told = setup.events.map(([name, event]) => {
      const { to } = event as { to?: string };
      return to === undefined ? name : `${name} ${to}`;
    });
    expect(told).toEqual([
      "channel:phase provisioning",
      "channel:playback",
      "relay:started",
      "channel:phase connecting",
      "channel:phase live",
      "channel:live",
      "channel:phase draining",
      "channel:playback",
      "channel:viewers-off",
      "channel:phase ended",
      "channel:ended",
    ]);
    expect(setup.events.find(([name]) => name === "channel:live")?.[1]).toMatchObject({
      channelId: "show",
      session: 1,
      playback: { kind: "hls", version: 1 },
      timeToLiveMs: expect.any(Number),
    });
    await setup.hybrid.close();
  });

  it("say that viewers are cut off, once for each time", async () => {
    const setup = fakeSetup();
    await setup.hybrid.startChannel(order());
    await setup.clock.advance(70_000);
    setup.world.stallTask(setup.world.runningTasks()[0]?.id ?? "");
    await setup.clock.advance(90_000);
    const interrupted = setup.events.filter(([name]) => name === "channel:interrupted");
    expect(interrupted).toMatchObject([["channel:interrupted", { channelId: "show", session: 1 }]]);
    expect(setup.events.filter(([name]) => name === "relay:started")).toHaveLength(2);
    await setup.hybrid.close();
  });

  it("have types", () => {
    const { hybrid } = fakeSetup();
    hybrid.on("channel:phase", (event) => expectTypeOf(event).toEqualTypeOf<HybridStreamEvents["channel:phase"]>());
    // @ts-expect-error: there is no such event
    hybrid.on("channel:nothing", () => {});
    expect(hybrid).toBeDefined();
  });

  it("reach everybody although a listener throws, another rejects and the logger throws", async () => {
    const complaints: object[] = [];
    const explode = (fields: object): void => {
      complaints.push(fields);
      throw new Error("disk full");
    };
    const logger = { debug: explode, info: explode, warn: explode, error: explode };
    const setup = fakeSetup({ options: { logger } });
    const heard: string[] = [];
    setup.hybrid.on("channel:phase", () => {
      throw new Error("listener");
    });
    setup.hybrid.on("channel:phase", async () => {
      throw new Error("async listener");
    });
    setup.hybrid.on("channel:phase", ({ to }) => heard.push(to));
    await setup.hybrid.startChannel(order());
    await setup.clock.advance(30_000);
    expect(heard).toEqual(["provisioning", "connecting", "live"]);
    expect(complaints.length).toBe(6);
    await setup.hybrid.close();
  });

  it("go to a listener once, for each event that it hears, until it leaves", async () => {
    const setup = fakeSetup({ relay: ({ world }) => fakeRelayProvider({ world }) });
    const heard: string[] = [];
    const listener = (event: object): void => {
      heard.push("relayAttempt" in event ? "started" : "phase");
    };
    const { hybrid, clock } = setup;
    hybrid.on("channel:phase", listener).on("channel:phase", listener).on("relay:started", listener);
    await hybrid.startChannel(order());
    await clock.advance(30_000);
    expect(heard.sort()).toEqual(["phase", "phase", "phase", "started"]);
    hybrid.off("channel:phase", listener).off("channel:phase", () => {});
    setup.world.crashTask(setup.world.runningTasks()[0]?.id ?? "");
    await hybrid.endChannel("show");
    await clock.advance(60_000);
    expect(heard.filter((name) => name === "phase")).toHaveLength(3);
    await hybrid.close();
  });

  it("may be answered with an order from inside the listener", async () => {
    const setup = fakeSetup();
    setup.hybrid.on("channel:phase", () => {
      void setup.hybrid.endChannel("show").catch(() => {});
    });
    await setup.hybrid.startChannel(order());
    await setup.clock.advance(60_000);
    expect(await setup.hybrid.getChannel("show")).toMatchObject({ phase: "ended", settled: true });
    expect(setup.world.violations()).toEqual([]);
    await setup.hybrid.close();
  });
});

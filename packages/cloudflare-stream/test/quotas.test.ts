import { describe, expect, it } from "vitest";
import { errorOf, virtualPlatform } from "./virtual-platform.js";

const hourMs = 3_600_000;

describe("the quota of GraphQL", () => {
  it("is kept although the API's own would allow more", { timeout: 120_000 }, async () => {
    const { platform, simulator, call, clock, live, passing } = virtualPlatform();
    const { handle } = await live();
    const to = new Date(clock.now().getTime() + hourMs);
    const range = { from: clock.now(), to };
    // More than 300 in five minutes, if only the API's own quota slowed them down.
    for (let asked = 0; asked < 330; asked += 1) await passing(platform.getStreamAnalytics(handle, range, call()));
    const refused = simulator.requests().filter(({ status }) => status === 429);
    expect(refused).toEqual([]);
  });

  it("blocks analytics alone when it is used up elsewhere", async () => {
    const { platform, simulator, call, clock, live } = virtualPlatform();
    const { handle } = await live();
    const range = { from: clock.now(), to: new Date(clock.now().getTime() + hourMs) };
    const ask = () => errorOf(platform.getStreamAnalytics(handle, range, call()));
    simulator.faults.add({ kind: "status", status: 429, retryAfterSeconds: 120 }, { operation: "graphql" });
    expect(await ask()).toMatchObject({ code: "rate-limited" });
    expect((await platform.getStreamKey(handle, call())).streamKey).toBeDefined();
    expect(await ask()).toMatchObject({ code: "rate-limited" });
    await clock.advance(120_000);
    expect(await ask()).toMatchObject({ code: "no error" });
  });
});

describe("the player's host", () => {
  it("is asked again after five minutes, for however long it wants to be left alone", async () => {
    const { platform, simulator, call, clock, live } = virtualPlatform();
    const { handle } = await live();
    const status = async () => (await platform.getStreamStatuses([handle], call()))[0];
    simulator.faults.add({ kind: "status", status: 429, retryAfterSeconds: 86_400 }, { operation: "lifecycle" });
    expect(await status()).toMatchObject({ ingest: "unknown" });
    await clock.advance(200_000);
    expect(await status()).toMatchObject({ ingest: "unknown" });
    await clock.advance(101_000);
    expect(await status()).toMatchObject({ ingest: "receiving" });
  });
});

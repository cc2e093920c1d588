import { describe, expect, it } from "vitest";
import { errorOf, spec, virtualPlatform } from "./virtual-platform.js";

const day = 86_400_000;

describe("analytics", () => {
  it("sum the minutes delivered of every broadcast of the stream", async () => {
    const { platform, simulator, call, clock, live } = virtualPlatform();
    const { handle, inputId, publisher, streamKey } = await live();
    simulator.setViewers(inputId, 10);
    await clock.advance(6 * 60_000);
    publisher.stop();
    await clock.advance(60_000);
    simulator.connect(streamKey.reveal());
    await clock.advance(60_000);
    const range = { from: new Date(clock.now().getTime() - 3_600_000), to: clock.now() };
    expect(await platform.getStreamAnalytics(handle, range, call())).toEqual({
      minutesDelivered: 70,
      minutesReceived: null,
      bytesDelivered: null,
      peakViewers: null,
      averageBitrateKbps: null,
      delaySeconds: null,
    });
  });

  it("take a range of more than 31 days in parts, and do not know one of more than 90", async () => {
    const { platform, simulator, call, clock, live } = virtualPlatform();
    const { handle } = await live();
    const ask = (days: number) => {
      const range = { from: new Date(clock.now().getTime() - days * day), to: clock.now() };
      return platform.getStreamAnalytics(handle, range, call());
    };
    const queries = () => simulator.requests().filter(({ operation }) => operation === "graphql").length;
    expect(await ask(80)).toMatchObject({ minutesDelivered: 0 });
    expect(queries()).toBe(3);
    expect(await ask(91)).toMatchObject({ minutesDelivered: null });
    expect(queries()).toBe(3);
  });

  it("name the permission that is missing, however it is told", async () => {
    const { platform, simulator, call, clock, live } = virtualPlatform();
    const { handle } = await live();
    const range = { from: new Date(clock.now().getTime() - day), to: clock.now() };
    simulator.setPermissions(["read", "write"]);
    const ask = () => errorOf(platform.getStreamAnalytics(handle, range, call()));
    expect(await ask()).toMatchObject({ code: "forbidden", message: expect.stringContaining("Account Analytics") });
    simulator.setPermissions(["read", "write", "analytics"]);
    const told = { data: null, errors: [{ message: "not authorized for that account" }] };
    simulator.faults.add({ kind: "status", status: 200, body: told }, { operation: "graphql" });
    expect(await ask()).toMatchObject({ code: "forbidden" });
    simulator.faults.add(
      { kind: "status", status: 200, body: { data: null, errors: [{ message: "x" }] } },
      { operation: "graphql" },
    );
    expect(await ask()).toMatchObject({ code: "unexpected-response", retry: "safe" });
  });
});

describe("preflight", () => {
  const codesOf = async (work: Promise<{ severity: string; code: string }[]>) =>
    (await work).map(({ severity, code }) => `${severity} ${code}`);

  it("finds an account ready", async () => {
    const { platform, call, simulator } = virtualPlatform();
    expect(await codesOf(platform.preflight(spec, call()))).toEqual(["ok storage", "ok token", "ok encoder-limits"]);
    expect(simulator.inputs()).toEqual([]);
  });

  it.each([
    [600, "ok storage"],
    [750, "warning storage-low"],
    [1000, "error storage-exhausted"],
  ])("with %i of 1,000 minutes used says %s", async (used, finding) => {
    const { platform, call, simulator } = virtualPlatform();
    simulator.setUsedStorage(used);
    expect((await codesOf(platform.preflight(spec, call())))[0]).toBe(finding);
  });

  it("sees that an exhausted storage really stops a show", async () => {
    const { platform, call, simulator } = virtualPlatform();
    simulator.setUsedStorage(1000);
    const { handle } = await platform.createLiveStream(spec, call());
    const { streamKey } = await platform.getStreamKey(handle, call());
    expect(await simulator.connect(streamKey.reveal()).closed).toBe("refused");
    expect(await platform.getStreamStatus(handle, call())).toMatchObject({ ingest: "refused" });
  });

  it("tells a token that may only read, and one that may nothing", async () => {
    const { platform, call, simulator } = virtualPlatform();
    simulator.setPermissions(["read"]);
    expect(await codesOf(platform.preflight(spec, call()))).toContain("error token-scope");
    simulator.setPermissions([]);
    expect(await codesOf(platform.preflight(spec, call()))).toEqual(["error token-rejected"]);
  });

  it("looks for the signing key, and names what is not switched on", async () => {
    const bench = virtualPlatform();
    const { id, jwk } = await bench.platform.signingKeys.create(bench.call());
    const wanted = { ...spec, access: "signed", recording: false, latency: "low" } as const;
    const { cloudflareStream } = await import("../src/index.js");
    const { simulator, clock } = bench;
    const findings = async (signingKey?: { id: string; jwk: typeof jwk }) => {
      const { fetch, credentials } = simulator;
      const platform = cloudflareStream({ ...credentials, fetch, clock, ...(signingKey && { signingKey }) });
      const codes = await codesOf(platform.preflight(wanted, bench.call()));
      await platform.close();
      return codes.slice(2);
    };
    const always = ["ok encoder-limits", "warning notifications-off", "warning recording-always"];
    expect(await findings({ id, jwk })).toEqual(["ok signing-key", ...always]);
    expect(await findings({ id: "unknown", jwk })).toEqual(["error signing-key-unknown", ...always]);
    expect(await findings()).toEqual(["error signing-key-missing", ...always]);
  });
});

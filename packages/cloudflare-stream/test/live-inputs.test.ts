import { Secret } from "@hybrid-stream/spec";
import { describe, expect, it } from "vitest";
import { errorOf, spec, virtualPlatform } from "./virtual-platform.js";

/** Changes the answer's result. */
const withResult = (change: (result: Record<string, unknown>) => void) => ({
  kind: "body" as const,
  change: (text: string) => {
    const body = JSON.parse(text);
    change(body.result);
    return JSON.stringify(body);
  },
});

async function collect<Each>(all: AsyncIterable<Each>): Promise<Each[]> {
  const found: Each[] = [];
  for await (const each of all) found.push(each);
  return found;
}

describe("live inputs", () => {
  it("are made with a recording, retention beside it, an idempotency key and their owner's name", async () => {
    const { platform, simulator, call } = virtualPlatform();
    const stream = await platform.createLiveStream({ ...spec, latency: "low" }, call());
    expect(stream).toMatchObject({ continuityWindowSeconds: 30, sessionHoldSeconds: 0 });
    expect(stream.handle.data).toEqual({
      inputId: platform.inputIdOf(stream.handle),
      access: "public",
      lowLatency: true,
      customerCode: "simulated",
    });
    const input = await platform.liveInputs.get(platform.inputIdOf(stream.handle), call());
    expect(input).toMatchObject({
      enabled: true,
      preferLowLatency: true,
      deleteRecordingAfterDays: 30,
      recording: { mode: "automatic", timeoutSeconds: 30, requireSignedURLs: false },
      meta: { name: "testkit/show-42", hybridStreamNamespace: "testkit", hybridStreamIncarnation: "1" },
    });
    expect(input.rtmps?.streamKey).toBeInstanceOf(Secret);
    expect(simulator.requests().map(({ operation }) => operation)).toEqual([
      "listLiveInputs",
      "createLiveInput",
      "getLiveInput",
    ]);
  });

  it("are found again after a crash, by the key within six hours and by the list afterwards", async () => {
    const bench = virtualPlatform();
    const { platform, simulator, call, clock } = bench;
    simulator.faults.add({ kind: "lost-answer" }, { operation: "createLiveInput" });
    expect(await errorOf(platform.createLiveStream(spec, call()))).toMatchObject({ retry: "after-verify" });
    // The list of a moment ago does not show it yet: the key does.
    const { handle } = await platform.createLiveStream(spec, call());
    await clock.advance(7 * 3_600_000);
    const again = await bench.another().createLiveStream(spec, call());
    expect(again.handle).toEqual(handle);
    expect(simulator.inputs()).toHaveLength(1);
  });

  it("can be watched by a process that only found them, though the list tells no customer code", async () => {
    const bench = virtualPlatform();
    const { platform, simulator, call } = bench;
    const { handle } = await platform.createLiveStream(spec, call());
    const found = await bench.another().findLiveStream(call());
    expect(found).toEqual(handle);
    const later = bench.another();
    const [listed] = await collect(later.listLiveStreams(call()));
    if (!listed) throw new Error("nothing is listed");
    expect(await errorOf(later.getPlaybackUrl(listed.handle, { purpose: "view" }))).toMatchObject({
      code: "playback-not-ready",
    });
    await later.getStreamStatus(listed.handle, call());
    expect((await later.getPlaybackUrl(listed.handle, { purpose: "view" })).url).toContain("customer-simulated.");
    expect(simulator.inputs()).toHaveLength(1);
  });

  it("are made without a retention by leaving it out: the published schema has no null there", async () => {
    const { platform, simulator, call } = virtualPlatform({ deleteRecordingAfterDays: null });
    const bodies: unknown[] = [];
    const { cloudflareStream } = await import("../src/index.js");
    const spied = cloudflareStream({
      ...simulator.credentials,
      deleteRecordingAfterDays: null,
      fetch: (input, init) => {
        if (init?.method === "POST") bodies.push(JSON.parse(String(init.body)));
        return simulator.fetch(input, init);
      },
    });
    await spied.createLiveStream(spec, call());
    expect(bodies).toHaveLength(1);
    expect(bodies[0]).not.toHaveProperty("deleteRecordingAfterDays");
    await spied.close();
    await platform.close();
  });

  it("are refused when any web page could play them though only some may", async () => {
    const { platform, simulator, call } = virtualPlatform({ allowedOrigins: ["shop.example"] });
    const dropped = withResult((result) => Object.assign(Object(result.recording), { allowedOrigins: null }));
    simulator.faults.add(dropped, { operation: "createLiveInput" });
    expect(await errorOf(platform.createLiveStream(spec, call()))).toMatchObject({
      code: "request-rejected",
      field: "recording.allowedOrigins",
    });
    await platform.createLiveStream(spec, call());
  });

  it("are not made anew for an incarnation that was retired", async () => {
    const { platform, call, passing } = virtualPlatform();
    const { handle } = await platform.createLiveStream(spec, call());
    await platform.liveInputs.delete(platform.inputIdOf(handle), call());
    expect(await errorOf(passing(platform.createLiveStream(spec, call())))).toMatchObject({
      code: "conflict",
      retry: "never",
      message: expect.stringContaining("streamIncarnation"),
    });
  });

  it.each([
    ["recording.mode", (result: Record<string, unknown>) => Object.assign(result, { recording: { mode: "off" } })],
    ["deleteRecordingAfterDays", (result: Record<string, unknown>) => delete result.deleteRecordingAfterDays],
    [
      "recording.requireSignedURLs",
      (result: Record<string, unknown>) =>
        Object.assign(result, { recording: { mode: "automatic", requireSignedURLs: true } }),
    ],
  ])("are refused when Cloudflare drops %s without a word", async (field, change) => {
    const { platform, simulator, call } = virtualPlatform();
    simulator.faults.add(withResult(change), { operation: "createLiveInput" });
    expect(await errorOf(platform.createLiveStream(spec, call()))).toMatchObject({
      code: "request-rejected",
      retry: "never",
      field,
    });
  });

  it("say that the continuity window is not known when it was declined", async () => {
    const { platform, simulator, call } = virtualPlatform();
    const decline = (result: Record<string, unknown>) =>
      Object.assign(result, { recording: { mode: "automatic", timeoutSeconds: null } });
    simulator.faults.add(withResult(decline), { operation: "createLiveInput" });
    expect((await platform.createLiveStream(spec, call())).continuityWindowSeconds).toBeNull();
  });

  it("keep what a change does not name, though Cloudflare may replace the whole recording", async () => {
    const { platform, call } = virtualPlatform({ allowedOrigins: ["shop.example"] });
    const { handle } = await platform.createLiveStream(spec, call());
    const id = platform.inputIdOf(handle);
    const changed = await platform.liveInputs.update(id, { recording: { timeoutSeconds: 5 } }, call());
    expect(changed.recording).toMatchObject({
      mode: "automatic",
      timeoutSeconds: 5,
      requireSignedURLs: false,
      allowedOrigins: ["shop.example"],
    });
    expect(changed.deleteRecordingAfterDays).toBe(30);
    const cleared = await platform.liveInputs.update(id, { deleteRecordingAfterDays: null }, call());
    expect(cleared.deleteRecordingAfterDays).toBeNull();
  });

  it("do not let their mode be changed while somebody publishes", async () => {
    const { platform, call, live } = virtualPlatform();
    const { inputId, publisher } = await live();
    const change = () => platform.liveInputs.update(inputId, { recording: { mode: "off" } }, call());
    expect(await errorOf(change())).toMatchObject({ code: "conflict", field: "recording.mode" });
    publisher.stop();
    expect((await change()).recording?.mode).toBe("off");
  });

  it("can be disabled, which cuts the publisher and refuses new ones, and enabled again", async () => {
    const { platform, simulator, call, live } = virtualPlatform();
    const { inputId, publisher, streamKey } = await live();
    expect((await platform.liveInputs.disable(inputId, call())).enabled).toBe(false);
    expect(await publisher.closed).toBe("cut");
    expect(await simulator.connect(streamKey.reveal()).closed).toBe("refused");
    expect((await platform.liveInputs.enable(inputId, call())).enabled).toBe(true);
    simulator.connect(streamKey.reveal());
    expect(simulator.inputs()).toMatchObject([{ connected: true }]);
  });

  it("can be deleted twice; a wrong account is not taken for a live input that is gone", async () => {
    const { platform, simulator, call } = virtualPlatform();
    const { handle } = await platform.createLiveStream(spec, call());
    const id = platform.inputIdOf(handle);
    await platform.liveInputs.delete(id, call());
    await platform.liveInputs.delete(id, call());
    const noRoute = { success: false, errors: [{ code: 7003, message: "Could not route" }], result: null };
    simulator.faults.add({ kind: "status", status: 404, body: noRoute }, { times: Number.POSITIVE_INFINITY });
    expect(await errorOf(platform.getStreamStatus(handle, call()))).toMatchObject({ code: "request-rejected" });
    expect(await errorOf(platform.liveInputs.delete(id, call()))).toMatchObject({ code: "request-rejected" });
  });

  it("are listed from a bare list as well; a list that is not whole proves no absence", async () => {
    const { platform, simulator, call } = virtualPlatform();
    const { handle } = await platform.createLiveStream(spec, call());
    const bare = (text: string) => JSON.stringify({ ...JSON.parse(text), result: JSON.parse(text).result.liveInputs });
    simulator.faults.add({ kind: "body", change: bare }, { operation: "listLiveInputs" });
    expect(await platform.findLiveStream(call())).toEqual(handle);
    const cut = withResult((result) => Object.assign(result, { liveInputs: [], total: 1001 }));
    simulator.faults.add(cut, { operation: "listLiveInputs" });
    expect(await errorOf(platform.findLiveStream(call()))).toMatchObject({
      code: "unexpected-response",
      retry: "safe",
    });
  });

  it("push on to other platforms: outputs can be added, switched off and removed", async () => {
    const { platform, call, lines } = virtualPlatform();
    const { handle } = await platform.createLiveStream(spec, call());
    const id = platform.inputIdOf(handle);
    const streamKey = new Secret("key-of-another-platform");
    const added = await platform.outputs.add(id, { url: "rtmps://a.example/live", streamKey }, call());
    expect(added).toMatchObject({ url: "rtmps://a.example/live", enabled: true });
    expect(JSON.stringify(added)).not.toContain("key-of-another");
    expect((await platform.outputs.setEnabled(id, added.uid, false, call())).enabled).toBe(false);
    expect(await platform.outputs.list(id, call())).toHaveLength(1);
    await platform.outputs.remove(id, added.uid, call());
    await platform.outputs.remove(id, added.uid, call());
    expect(await platform.outputs.list(id, call())).toEqual([]);
    expect(lines.join("\n")).not.toContain("key-of-another");
  });
});

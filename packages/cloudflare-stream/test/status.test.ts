import { describe, expect, it } from "vitest";
import { errorOf, spec, virtualPlatform } from "./virtual-platform.js";

describe("the status of a stream", () => {
  it("follows its publisher: on air, away for a moment, gone", async () => {
    const { platform, simulator, call, clock, live } = virtualPlatform();
    const { handle, inputId, publisher, streamKey } = await live();
    const status = () => platform.getStreamStatus(handle, call());
    simulator.setViewers(inputId, 12);
    await clock.advance(1000);
    const onAir = await status();
    expect(onAir).toMatchObject({
      exists: true,
      ingest: "receiving",
      error: null,
      viewers: { value: 12, method: "sampled" },
    });
    expect(onAir.broadcastId).toBe(simulator.inputs()[0]?.videoId);
    publisher.stop();
    expect(await status()).toMatchObject({ ingest: "interrupted", broadcastId: onAir.broadcastId });
    await clock.advance(20_000);
    simulator.connect(streamKey.reveal()).stop();
    await clock.advance(31_000);
    expect(await status()).toMatchObject({ ingest: "idle", broadcastId: null });
    // After the window another broadcast begins.
    simulator.connect(streamKey.reveal());
    await clock.advance(20_000);
    const next = await status();
    expect(next.ingest).toBe("receiving");
    expect([null, onAir.broadcastId]).not.toContain(next.broadcastId);
  });

  it("says why a publisher is refused, and forgets it after five minutes", async () => {
    const { platform, simulator, call, clock, live } = virtualPlatform();
    const { handle, inputId } = await live();
    simulator.refuseIngest(inputId, "ERR_GOP_OUT_OF_RANGE");
    expect(await platform.getStreamStatus(handle, call())).toMatchObject({
      ingest: "refused",
      health: "poor",
      error: { code: "destination-refused", message: expect.stringContaining("badRequest") },
    });
    await clock.advance(301_000);
    expect(await platform.getStreamStatus(handle, call())).toMatchObject({ ingest: "idle", error: null });
  });

  it("does not know the audience where it is hidden", async () => {
    const { platform, call, live } = virtualPlatform({ hideLiveViewerCount: true });
    const { handle } = await live();
    expect(platform.capabilities.viewerCount).toBe("none");
    expect(await platform.getStreamStatus(handle, call())).toMatchObject({ ingest: "receiving", viewers: null });
  });

  it("stands though the player's host does not answer; in a batch it is then not known", async () => {
    const { platform, simulator, call, live } = virtualPlatform();
    const { handle } = await live();
    for (const operation of ["lifecycle", "views"] as const) {
      simulator.faults.add({ kind: "status", status: 503 }, { operation, times: Number.POSITIVE_INFINITY });
    }
    expect(await platform.getStreamStatus(handle, call())).toMatchObject({
      ingest: "receiving",
      broadcastId: null,
      viewers: null,
    });
    const [batch] = await platform.getStreamStatuses([handle], call());
    expect(batch).toMatchObject({ exists: true, ingest: "unknown", broadcastId: simulator.inputs()[0]?.videoId });
  });

  it("does not name the broadcast before this one while the player's host is behind", async () => {
    const { platform, simulator, call, live } = virtualPlatform();
    const { handle } = await live();
    const behind = (): string => JSON.stringify({ isInput: true, videoUID: "the-one-before", live: false });
    simulator.faults.add({ kind: "body", change: behind }, { operation: "lifecycle" });
    expect(await platform.getStreamStatus(handle, call())).toMatchObject({ ingest: "receiving", broadcastId: null });
  });

  it("from lists is never said to be younger than what it was read from", async () => {
    const { platform, simulator, call, clock, live } = virtualPlatform();
    const { handle, inputId } = await live("a");
    const { handle: other } = await live("b");
    await platform.getStreamStatuses([other], call());
    await clock.advance(5000);
    await platform.getStreamStatuses([handle], call());
    await clock.advance(1000);
    simulator.dropPublisher(inputId);
    const droppedAt = clock.now().getTime();
    await clock.advance(5000);
    const [status] = await platform.getStreamStatuses([handle], call());
    expect(status?.ingest).toBe("receiving");
    expect(status?.observedAt.getTime()).toBeLessThan(droppedAt);
  });

  it("is given up by who asked first without the others, and by the others at once", async () => {
    const { platform, simulator, call, clock, live } = virtualPlatform();
    const { handle } = await live();
    const ask = (signal: AbortSignal) => platform.getStreamStatuses([handle], { ...call(), signal });
    simulator.faults.add({ kind: "slow", milliseconds: 3000 }, { operation: "listVideos" });
    const [first, second, third] = [new AbortController(), new AbortController(), new AbortController()];
    const asked = [first, second, third].map(({ signal }) => errorOf(ask(signal)));
    await clock.advance(100);
    first.abort();
    expect(await asked[0]).toMatchObject({ code: "aborted" });
    second.abort();
    expect(await asked[1]).toMatchObject({ code: "aborted", retry: "safe", provider: "cloudflare-stream" });
    await clock.advance(3000);
    expect(await asked[2]).toMatchObject({ code: "no error" });
    expect(simulator.requests().filter(({ operation }) => operation === "listVideos")).toHaveLength(1);
  });

  it("of many costs one request for all, and a single one where an absence has to be proved", async () => {
    const { platform, simulator, call, clock, live } = virtualPlatform();
    const onAir = [await live("a"), await live("b"), await live("c")].map(({ handle }) => handle);
    const { handle: idle } = await platform.createLiveStream(spec, call("d"));
    const { handle: gone } = await platform.createLiveStream(spec, call("e"));
    await platform.liveInputs.delete(platform.inputIdOf(gone), call());
    await clock.advance(61_000);
    const before = simulator.requests().length;
    const statuses = await platform.getStreamStatuses([...onAir, idle, gone], call());
    expect(statuses.map(({ exists, ingest }) => [exists, ingest])).toEqual([
      [true, "receiving"],
      [true, "receiving"],
      [true, "receiving"],
      [true, "idle"],
      [false, "idle"],
    ]);
    const asked = simulator
      .requests()
      .slice(before)
      .filter(({ hadToken }) => hadToken);
    expect(asked.map(({ operation }) => operation)).toEqual(["listVideos", "listLiveInputs", "getLiveInput"]);
  });

  it("pages through more than 1,000 live broadcasts", async () => {
    const { platform, simulator, call, clock } = virtualPlatform();
    const ids = Array.from({ length: 2500 }, (_, index) => `video-${index}`);
    const answer = (text: string): string => {
      const end = Date.parse(asked.at(-1) ?? "");
      const start = clock.now().getTime();
      const all = ids.map((uid, index) => ({
        uid,
        liveInput: `input-${uid}`,
        created: new Date(start - index * 1000).toISOString(),
        status: { state: "live-inprogress" },
      }));
      const page = all.filter(({ created }) => Number.isNaN(end) || Date.parse(created) < end).slice(0, 1000);
      return JSON.stringify({ ...JSON.parse(text), result: page, total: String(all.length) });
    };
    const asked: string[] = [];
    simulator.faults.add(
      { kind: "body", change: answer },
      { operation: "listVideos", times: Number.POSITIVE_INFINITY },
    );
    const { cloudflareStream } = await import("../src/index.js");
    const paging = cloudflareStream({
      ...simulator.credentials,
      clock,
      fetch: (input, init) => {
        asked.push(new URL(String(input)).searchParams.get("end") ?? "");
        return simulator.fetch(input, init);
      },
    });
    expect((await paging.videos.live(call())).map(({ uid }) => uid)).toEqual(ids);
    expect(asked).toHaveLength(3);
    await paging.close();
    await platform.close();
  });
});

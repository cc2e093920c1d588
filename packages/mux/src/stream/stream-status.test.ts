import { effectContext } from "@hybrid-stream/testkit";
import { expect, it } from "vitest";
import { liveOn, muxBench, namespace, spec } from "../../test/mux-bench.js";

const call = effectContext({ namespace });

it("asks for many by the list, in the order of their handles, and singly for what the list lacks", async () => {
  const bench = muxBench();
  const { platform } = bench;
  const handles = [];
  for (let streamIncarnation = 1; streamIncarnation <= 120; streamIncarnation += 1) {
    handles.push((await platform.createLiveStream(spec, effectContext({ namespace, streamIncarnation }))).handle);
  }
  const gone = { provider: "mux", version: 1, data: { ...handles[0]?.data, liveStreamId: "gone" } };
  const before = bench.simulator.requests().length;
  const statuses = (await platform.getStreamStatuses?.([gone, ...handles], call)) ?? [];
  const asked = bench.simulator.requests().slice(before);
  expect(asked.map(({ operation }) => operation)).toEqual(["listLiveStreams", "listLiveStreams", "getLiveStream"]);
  expect(statuses.map(({ exists }) => exists)).toEqual([false, ...handles.map(() => true)]);
});

it("calls an active stream interrupted once its encoder is heard to have gone, and not for ever", async () => {
  const bench = muxBench();
  const { platform, clock, another, simulator } = bench;
  const { handle, encoder, endpoint } = await liveOn(bench);
  encoder.stop();
  await clock.advance(1_000);
  const deaf = another({ webhookSecret: "another-endpoints" });
  const ingest = async () => (await platform.getStreamStatus(handle, call)).ingest;
  expect(await ingest()).toBe("interrupted");
  simulator.connectEncoder(endpoint.streamKey.reveal()).stop();
  await clock.advance(1_000);
  expect(await ingest()).toBe("interrupted");
  simulator.connectEncoder(endpoint.streamKey.reveal());
  await clock.advance(1_000);
  expect(await ingest()).toBe("receiving");
  expect((await deaf.getStreamStatus(handle, call)).ingest).toBe("receiving");
});

it("keeps the broadcast over a gap inside the window, and begins another after it", async () => {
  const bench = muxBench();
  const { platform, clock, simulator } = bench;
  const { handle, encoder, endpoint } = await liveOn(bench);
  const broadcast = async () => (await platform.getStreamStatus(handle, call)).broadcastId;
  const first = await broadcast();
  encoder.stop();
  await clock.advance(59_000);
  expect(await broadcast()).toBe(first);
  const again = simulator.connectEncoder(endpoint.streamKey.reveal());
  await clock.advance(10_000);
  again.stop();
  await clock.advance(61_000);
  expect(await platform.getStreamStatus(handle, call)).toMatchObject({ ingest: "idle", broadcastId: null });
  simulator.connectEncoder(endpoint.streamKey.reveal());
  await clock.advance(6_000);
  expect([null, first]).not.toContain(await broadcast());
});

it("drops the encoder after the maximum session", async () => {
  const bench = muxBench({ maxContinuousDurationSeconds: 3600 });
  const { encoder, handle } = await liveOn(bench);
  await bench.clock.advance(3_600_000);
  await encoder.closed;
  expect((await bench.platform.getStreamStatus(handle, call)).ingest).toBe("idle");
});

it("counts viewers where it is told to, and lives without the number", async () => {
  const bench = muxBench();
  const { simulator, clock } = bench;
  const { handle } = await liveOn(bench);
  const platform = bench.another({ viewerCounts: "engagement-counts", signingKey: simulator.createSigningKey() });
  expect(platform.capabilities.viewerCount).toBe("sampled");
  simulator.setViewers(String(handle.data.liveStreamId), 17);
  const viewers = async () => (await platform.getStreamStatus(handle, call)).viewers;
  expect(await viewers()).toEqual({ value: 17, method: "sampled", observedAt: clock.now().toISOString() });
  await clock.advance(21_000);
  simulator.faults.add({ kind: "status", status: 410 }, { operation: "getViewerCounts" });
  expect(await viewers()).toBeNull();
});

it("sends the account's secret to the account's API alone", async () => {
  const seen: [string, boolean][] = [];
  const bench = muxBench();
  const { handle } = await liveOn(bench);
  const platform = bench.another({
    viewerCounts: "engagement-counts",
    signingKey: bench.simulator.createSigningKey(),
    fetch: (input, init) => {
      seen.push([new URL(input).host, new Headers(init.headers).has("authorization")]);
      return bench.simulator.fetch(input, init);
    },
  });
  await platform.getStreamStatus(handle, call);
  expect(seen).toContainEqual(["stats.mux.com", false]);
  expect(seen.filter(([host, isSecretThere]) => isSecretThere !== (host === "api.mux.com"))).toEqual([]);
});

it("tells what was delivered twelve hours later, and null before", async () => {
  const bench = muxBench();
  const { platform, clock, simulator } = bench;
  const from = clock.now();
  const { handle, encoder } = await liveOn(bench);
  simulator.setViewers(String(handle.data.liveStreamId), 30);
  await clock.advance(120_000);
  encoder.stop();
  await clock.advance(61_000);
  const minutes = async () => {
    const { minutesDelivered, delaySeconds } = await platform.getStreamAnalytics(
      handle,
      { from, to: clock.now() },
      call,
    );
    return [minutesDelivered, delaySeconds];
  };
  expect(await minutes()).toEqual([null, 43_200]);
  await clock.advance(43_200_000);
  expect(await minutes()).toEqual([60, 43_200]);
});

it("calls it interrupted for as long as the reconnect window runs", async () => {
  const bench = muxBench();
  const { handle, encoder } = await liveOn(bench, { continuityWindowSeconds: 1800 });
  encoder.stop();
  await bench.clock.advance(1_790_000);
  expect(await bench.platform.getStreamStatus(handle, call)).toMatchObject({ exists: true, ingest: "interrupted" });
});

it("says when the stream itself was seen, however long what comes with it took", async () => {
  const bench = muxBench();
  bench.simulator.setWebhookMode({ kind: "lost" });
  const { handle } = await liveOn(bench);
  const slow = { kind: "slow", milliseconds: 5_000 } as const;
  const at = bench.clock.now();
  bench.simulator.faults.add(slow, { operation: "getAsset" });
  const status = bench.platform.getStreamStatus(handle, call);
  await bench.clock.advance(6_000);
  expect((await status).observedAt).toEqual(at);
  const gone = { ...handle, data: { ...handle.data, liveStreamId: "gone" } };
  bench.simulator.faults.add(slow, { operation: "getAsset" });
  const later = bench.clock.now();
  const many = bench.another().getStreamStatuses?.([handle, gone], call);
  await bench.clock.advance(6_000);
  expect((await many)?.map(({ observedAt }) => observedAt)).toEqual([later, later]);
});

it("asks once for the recording that was deleted with its show", async () => {
  const bench = muxBench();
  const { platform, simulator } = bench;
  const { handle } = await liveOn(bench);
  await platform.endLiveStream(handle, { disposition: "reuse", recording: "delete" }, call);
  const before = simulator.requests().length;
  for (let time = 1; time <= 5; time += 1) await platform.getStreamStatus(handle, call);
  const asked = simulator.requests().slice(before);
  expect(asked.filter(({ operation }) => operation === "getAsset").length).toBeLessThanOrEqual(1);
});

it("does not read a whole account for a few streams that stand at its end", async () => {
  const bench = muxBench();
  const { platform, simulator } = bench;
  const handles = [];
  for (let streamIncarnation = 1; streamIncarnation <= 6; streamIncarnation += 1) {
    handles.push((await platform.createLiveStream(spec, effectContext({ namespace, streamIncarnation }))).handle);
  }
  const authorization = `Basic ${Buffer.from(Object.values(simulator.credentials).join(":")).toString("base64")}`;
  const foreign = { method: "POST", headers: { authorization }, body: "{}" };
  for (let number = 1; number <= 1300; number += 1) {
    await simulator.fetch("https://api.mux.com/video/v1/live-streams", foreign);
  }
  const before = bench.sent();
  const statuses = await platform.getStreamStatuses?.(handles, call);
  expect(statuses?.map(({ exists }) => exists)).toEqual(handles.map(() => true));
  expect(bench.sent() - before).toBeLessThanOrEqual(2 * handles.length);
});

it("finds many whose handles are partial by one reading", async () => {
  const bench = muxBench();
  const { platform, simulator } = bench;
  const handles = [];
  for (let streamIncarnation = 1; streamIncarnation <= 6; streamIncarnation += 1) {
    const { handle } = await platform.createLiveStream(spec, effectContext({ namespace, streamIncarnation }));
    const { liveStreamId: _, playbackId: __, ...data } = handle.data;
    handles.push({ ...handle, data });
  }
  const before = simulator.requests().length;
  const statuses = await bench.another().getStreamStatuses?.(handles, call);
  expect(statuses?.map(({ exists }) => exists)).toEqual(handles.map(() => true));
  const asked = simulator.requests().slice(before);
  expect(asked.filter(({ operation }) => operation === "listLiveStreams").length).toBeLessThanOrEqual(3);
});

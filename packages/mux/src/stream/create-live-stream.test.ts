import type { LiveStreamHandle } from "@hybrid-stream/spec";
import { effectContext } from "@hybrid-stream/testkit";
import { expect, it } from "vitest";
import { muxBench, namespace, spec } from "../../test/mux-bench.js";

const call = effectContext({ namespace });
const bodies = ({ simulator }: ReturnType<typeof muxBench>) =>
  simulator.requests().filter(({ operation }) => operation === "createLiveStream");

it("always names policies on both levels, and the reconnect window", async () => {
  const bench = muxBench();
  const { platform } = bench;
  const stream = await platform.createLiveStream({ ...spec, latency: "low", continuityWindowSeconds: 5000 }, call);
  expect(stream).toMatchObject({ continuityWindowSeconds: 1800, sessionHoldSeconds: 0 });
  await platform.createLiveStream(
    { ...spec, continuityWindowSeconds: 300 },
    effectContext({ namespace, streamIncarnation: 2 }),
  );
  expect(bodies(bench).map(({ body }) => body)).toMatchObject([
    {
      playback_policies: ["public"],
      new_asset_settings: { playback_policies: ["public"], video_quality: "plus" },
      latency_mode: "low",
      reconnect_window: 1800,
      max_continuous_duration: 43_200,
    },
    { latency_mode: "standard", reconnect_window: 300, use_slate_for_standard_latency: true },
  ]);
});

it("makes one stream for two calls at once, and two processes after one another", async () => {
  const { platform, simulator, another } = muxBench();
  const [first, second] = await Promise.all([
    platform.createLiveStream(spec, call),
    platform.createLiveStream(spec, call),
  ]);
  const third = await another().createLiveStream(spec, call);
  expect(second.handle).toEqual(first.handle);
  expect(third.handle).toEqual(first.handle);
  expect(simulator.liveStreams()).toHaveLength(1);
});

it.each(["lost-answer", "truncated"] as const)("finds what a crash after a %s left, and makes none", async (kind) => {
  const { platform, simulator, another } = muxBench();
  simulator.faults.add({ kind }, { operation: "createLiveStream" });
  const stored: LiveStreamHandle[] = [];
  const checkpoint = async (handle: LiveStreamHandle): Promise<void> => void stored.push(handle);
  const lost = platform.createLiveStream(spec, { ...call, checkpoint });
  await expect(lost).rejects.toMatchObject({ retry: "after-verify" });
  expect(stored).toHaveLength(1);
  const { handle } = await another().createLiveStream(spec, { ...call, resume: stored[0] });
  expect(handle.data.liveStreamId).toBe(simulator.liveStreams()[0]?.id);
  expect(simulator.liveStreams()).toHaveLength(1);
});

it("ends, asks for and keys a stream whose partial handle is all that there is", async () => {
  const { platform, simulator, another } = muxBench();
  simulator.faults.add({ kind: "lost-answer" }, { operation: "createLiveStream" });
  const stored: LiveStreamHandle[] = [];
  const checkpoint = async (handle: LiveStreamHandle): Promise<void> => void stored.push(handle);
  await platform.createLiveStream(spec, { ...call, checkpoint }).catch(() => {});
  const [partial] = stored;
  if (!partial) throw new Error("nothing was stored");
  const other = another();
  expect((await other.getStreamStatus(partial, call)).exists).toBe(true);
  expect((await other.getStreamKey(partial, call)).url).toBe("rtmps://global-live.mux.com:443/app");
  await other.endLiveStream(partial, { disposition: "retire", recording: "keep" }, call);
  expect(simulator.liveStreams()).toEqual([]);
  expect((await other.getStreamStatus(partial, call)).exists).toBe(false);
  await expect(other.getStreamKey(partial, call)).rejects.toMatchObject({ code: "not-found" });
});

it("takes the older one where a race once made two", async () => {
  const bench = muxBench();
  const { handle } = await bench.platform.createLiveStream(spec, call);
  await bench.clock.advance(5_000);
  const [{ body } = { body: {} }] = bodies(bench);
  const { tokenId, tokenSecret } = bench.simulator.credentials;
  const authorization = `Basic ${Buffer.from(`${tokenId}:${tokenSecret}`).toString("base64")}`;
  const init = { method: "POST", headers: { authorization }, body: JSON.stringify(body) };
  await bench.simulator.fetch("https://api.mux.com/video/v1/live-streams", init);
  expect(bench.simulator.liveStreams()).toHaveLength(2);
  expect((await bench.another().createLiveStream(spec, call)).handle).toEqual(handle);
});

it("finds a stream on a later page, while others are made and deleted", async () => {
  const { platform, simulator, another } = muxBench();
  const { handle } = await platform.createLiveStream(spec, call);
  for (let streamIncarnation = 2; streamIncarnation <= 130; streamIncarnation += 1) {
    await platform.createLiveStream(spec, effectContext({ namespace, streamIncarnation }));
  }
  expect(await another().findLiveStream(call)).toEqual(handle);
  const listed = [];
  for await (const each of platform.listLiveStreams?.(call) ?? []) listed.push(each);
  expect(listed).toHaveLength(130);
  expect(simulator.liveStreams()).toHaveLength(130);
});

it("makes a way in for players where the stream has none of the right kind", async () => {
  const { platform, simulator } = muxBench();
  const withoutPlayback = (text: string): string => text.replace(/,"playback_ids":\[[^\]]*\]/, "");
  simulator.faults.add({ kind: "body", change: withoutPlayback }, { operation: "createLiveStream" });
  const { handle } = await platform.createLiveStream(spec, call);
  expect(simulator.requests().map(({ operation }) => operation)).toContain("createPlaybackId");
  expect(typeof handle.data.playbackId).toBe("string");
});

it("lets a caller give up while another one's creation is under way, and the stream is still one", async () => {
  const { platform, simulator, clock } = muxBench();
  simulator.faults.add({ kind: "slow", milliseconds: 3_000 }, { operation: "createLiveStream" });
  const first = platform.createLiveStream(spec, call);
  const controller = new AbortController();
  const second = platform.createLiveStream(spec, { ...call, signal: controller.signal });
  const third = platform.createLiveStream(spec, call);
  controller.abort();
  await expect(second).rejects.toMatchObject({ code: "aborted", retry: "safe", provider: "mux" });
  await clock.advance(4_000);
  expect((await third).handle).toEqual((await first).handle);
  expect(simulator.liveStreams()).toHaveLength(1);
});

import { effectContext } from "@hybrid-stream/testkit";
import { expect, it } from "vitest";
import { ivsBench, spec } from "./ivs-bench.js";

it("creates, goes live, plays, ends", async () => {
  const { platform, simulator, operations, clock } = ivsBench();
  const call = effectContext();
  const { handle, sessionHoldSeconds } = await platform.createLiveStream(spec, call);
  expect(sessionHoldSeconds).toBe(30);
  const endpoint = await platform.getStreamKey(handle, call);
  expect(endpoint.url).toMatch(/^rtmps:\/\/[0-9a-f]+\.global-contribute\.live-video\.net:443\/app$/);
  expect(await platform.getStreamStatus(handle, call)).toMatchObject({ exists: true, ingest: "idle" });
  const encoder = simulator.publish({ streamKey: endpoint.streamKey.reveal() });
  expect(await platform.getStreamStatus(handle, call)).toMatchObject({ ingest: "receiving", health: "good" });
  const { url } = await platform.getPlaybackUrl(handle, { purpose: "view" });
  expect((await simulator.fetch(url)).status).toBe(404);
  await clock.advance(8000);
  expect(await (await simulator.fetch(url)).text()).toContain("#EXTINF");
  const end = { disposition: "retire", recording: "keep" } as const;
  expect(await platform.endLiveStream(handle, end, call)).toMatchObject({ state: "ending", viewersOff: false });
  await clock.advance(1000);
  expect(await platform.endLiveStream(handle, end, call)).toEqual({
    state: "ended",
    viewersOff: true,
    retryAfterMs: 0,
  });
  expect(await encoder.closed).toBe("cut");
  expect(simulator.channels()).toEqual([]);
  expect(operations()).toContain("DeleteChannel");
});

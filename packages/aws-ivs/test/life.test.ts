import { effectContext, waitUntil } from "@hybrid-stream/testkit";
import { expect, it } from "vitest";
import { ivsBench, spec } from "./ivs-bench.js";

it("creates, goes live, plays, ends", async () => {
  const { platform, simulator, operations } = ivsBench();
  const call = effectContext();
  const { handle, sessionHoldSeconds } = await platform.createLiveStream(spec, call);
  expect(sessionHoldSeconds).toBe(30);
  const endpoint = await platform.getStreamKey(handle, call);
  expect(endpoint.url).toMatch(/^rtmps:\/\/[0-9a-f]+\.global-contribute\.live-video\.net:443\/app$/);
  expect(await platform.getStreamStatus(handle, call)).toMatchObject({ exists: true, ingest: "idle" });
  const encoder = simulator.publish({ streamKey: endpoint.streamKey.reveal() });
  expect(await platform.getStreamStatus(handle, call)).toMatchObject({ ingest: "receiving", health: "good" });
  const { url } = await platform.getPlaybackUrl(handle, { purpose: "view" });
  await waitUntil(async () => (await simulator.fetch(url)).ok);
  const end = { disposition: "retire", recording: "keep" } as const;
  await waitUntil(async () => (await platform.endLiveStream(handle, end, call)).state === "ended");
  expect(await encoder.closed).toBe("cut");
  expect(simulator.channels()).toEqual([]);
  expect(operations()).toContain("DeleteChannel");
});

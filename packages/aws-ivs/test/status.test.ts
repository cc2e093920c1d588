import { effectContext } from "@hybrid-stream/testkit";
import { expect, it } from "vitest";
import { ivsBench, spec } from "./ivs-bench.js";

const call = effectContext();

async function liveOn({ platform, simulator }: ReturnType<typeof ivsBench>) {
  const { handle } = await platform.createLiveStream(spec, call);
  const { streamKey } = await platform.getStreamKey(handle, call);
  return { handle, encoder: simulator.publish({ streamKey: streamKey.reveal() }) };
}

it("tells a silent encoder from an ended session: live and starving for 30 s, then idle", async () => {
  const bench = ivsBench();
  const { platform, clock } = bench;
  const { handle, encoder } = await liveOn(bench);
  encoder.stop();
  await clock.advance(29_000);
  expect(await platform.getStreamStatus(handle, call)).toMatchObject({ ingest: "receiving", health: "poor" });
  await clock.advance(1000);
  const status = await platform.getStreamStatus(handle, call);
  expect(status).toMatchObject({ exists: true, ingest: "idle", broadcastId: null });
});

it("takes a count of -1 for not known, and 0 for nobody", async () => {
  const bench = ivsBench();
  const { platform, simulator } = bench;
  const { handle } = await liveOn(bench);
  const arn = String(handle.data.channelArn);
  for (const [count, viewers] of [
    [-1, null],
    [0, { value: 0, method: "sampled" }],
    [12, { value: 12, method: "sampled" }],
  ] as const) {
    simulator.setViewers(arn, count);
    const { viewers: single } = await platform.getStreamStatus(handle, call);
    const [many] = (await platform.getStreamStatuses?.([handle, handle], call)) ?? [];
    expect([single, many?.viewers]).toMatchObject([viewers, viewers]);
  }
});

it.each(["html", "ResourceNotFoundException"])(
  "a 404 by %s: only the API's own name says that a channel is gone",
  async (kind) => {
    const bench = ivsBench();
    const { handle } = await liveOn(bench);
    const fault =
      kind === "html"
        ? ({ kind: "html", status: 404 } as const)
        : ({ kind: "error", name: "ResourceNotFoundException" } as const);
    bench.simulator.faults.add(fault, { times: 5 });
    const asked = bench.platform.getStreamStatus(handle, call);
    if (kind === "html") await expect(asked).rejects.toMatchObject({ code: "unexpected-response" });
    else expect(await asked).toMatchObject({ exists: false });
  },
);

it("asks for many at once: live ones by list, idle ones by batch, those that are gone by name", async () => {
  const bench = ivsBench();
  const { platform, simulator, operations } = bench;
  const handles = [];
  for (let index = 1; index <= 4; index += 1) {
    const mine = effectContext({ streamIncarnation: index });
    const { handle } = await platform.createLiveStream(spec, mine);
    handles.push(handle);
    if (index > 2) continue;
    const { streamKey } = await platform.getStreamKey(handle, mine);
    simulator.publish({ streamKey: streamKey.reveal() });
  }
  const last = handles.at(-1);
  if (last) await platform.endLiveStream(last, { disposition: "retire", recording: "keep" }, call);
  const before = operations().length;
  const statuses = (await platform.getStreamStatuses?.(handles, call)) ?? [];
  expect(statuses.map(({ exists, ingest }) => `${exists} ${ingest}`)).toEqual([
    "true receiving",
    "true receiving",
    "true idle",
    "false idle",
  ]);
  expect(operations().slice(before)).toEqual(["ListStreams", "BatchGetChannel", "GetStream"]);
  expect(await platform.getStreamStatuses?.([], call)).toEqual([]);
});

it("refuses handles of others and of other regions", async () => {
  const bench = ivsBench();
  const { handle } = await liveOn(bench);
  const data = { ...handle.data, channelArn: "arn:aws:ivs:us-east-1:123456789012:channel/abc" };
  for (const wrong of [
    { ...handle, provider: "mux" },
    { ...handle, version: 2 },
    { ...handle, data },
    { ...handle, data: {} },
  ]) {
    await expect(bench.platform.getStreamStatus(wrong, call)).rejects.toMatchObject({
      code: "request-rejected",
      field: "stream",
    });
  }
});

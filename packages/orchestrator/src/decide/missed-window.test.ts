import { expect, it } from "vitest";
import { fakeSetup, order } from "../../test/fake-setup.js";

const absentFor = async (setup: ReturnType<typeof fakeSetup>, milliseconds: number): Promise<void> => {
  setup.world.setPublisher("show", "absent");
  await setup.clock.advance(milliseconds);
  setup.world.setPublisher("show", "present");
  await setup.clock.advance(60_000);
};

async function missedWindows(setup: ReturnType<typeof fakeSetup>) {
  const { entries } = await setup.hybrid.explain("show", { limit: 10_000 });
  return entries.filter(({ data }) => data.missedContinuityWindow === true);
}

it("a gap inside the continuity window is one broadcast; a longer one is journaled once, with both names", async () => {
  const setup = fakeSetup();
  await setup.hybrid.startChannel({ ...order(), continuityWindowSeconds: 30 });
  await setup.clock.advance(60_000);
  const first = (await setup.hybrid.getChannel("show"))?.broadcastId;
  expect(first).toMatch(/-broadcast-1$/);

  await absentFor(setup, 15_000);
  expect(await missedWindows(setup)).toEqual([]);

  await absentFor(setup, 45_000);
  expect(await setup.hybrid.getChannel("show")).toMatchObject({ phase: "live" });
  const second = (await setup.hybrid.getChannel("show"))?.broadcastId;
  expect(second).toMatch(/-broadcast-2$/);
  expect(await missedWindows(setup)).toMatchObject([
    {
      kind: "condition",
      message: "The continuity window of 30 s was missed: the platform began another broadcast.",
      data: { from: first, to: second, continuityWindowSeconds: 30 },
    },
  ]);
  await setup.hybrid.close();
});

it("the next show's broadcast on a stream that was kept is no missed window", async () => {
  const setup = fakeSetup();
  const kept = { ...order(), end: { disposition: "reuse", recording: "keep" } } as const;
  await setup.hybrid.startChannel(kept);
  await setup.clock.advance(60_000);
  await setup.hybrid.endChannel("show");
  await setup.clock.advance(60_000);
  await setup.hybrid.startChannel(kept);
  await setup.clock.advance(60_000);
  expect((await setup.hybrid.getChannel("show"))?.broadcastId).toMatch(/-broadcast-2$/);
  expect(await missedWindows(setup)).toEqual([]);
  await setup.hybrid.close();
});

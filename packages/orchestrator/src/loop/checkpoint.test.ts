import { fakeRelayProvider } from "@hybrid-stream/testkit";
import { expect, it } from "vitest";
import { fakeSetup, order } from "../../test/fake-setup.js";

it.each([
  ["another relay is started", 10_500],
  ["the channel is long live", 30_000],
])("the checkpoint of a start that was given up is refused when %s", async (_, delayMs) => {
  const answers: unknown[] = [];
  const setup = fakeSetup({
    relay: ({ world, clock }) => {
      const relay = fakeRelayProvider({ world, checkpoints: false });
      let calls = 0;
      return {
        ...relay,
        startRelay: async (spec, call) => {
          calls += 1;
          if (calls > 1) return relay.startRelay(spec, call);
          // It ignores its signal, and comes to itself when nobody waits any more.
          await new Promise<void>((resolve) => {
            clock.setTimeout(resolve, delayMs);
          });
          const late = { provider: relay.id, version: 1, data: { numbers: "late", taskId: "late" } };
          answers.push(
            await call.checkpoint(late).then(
              () => "stored",
              (thrown: unknown) => thrown,
            ),
          );
          throw new Error("too late");
        },
      };
    },
    options: { random: () => 0 },
  });
  await setup.hybrid.startChannel(order());
  await setup.clock.advance(60_000);
  expect(answers).toMatchObject([{ code: "lease-lost" }]);
  expect(await setup.hybrid.getChannel("show")).toMatchObject({ phase: "live", relayRestarts: 0 });
  await setup.hybrid.endChannel("show");
  await setup.clock.advance(60_000);
  expect((await setup.hybrid.getChannel("show"))?.settled).toBe(true);
  expect(setup.world.runningTasks()).toEqual([]);
  expect(setup.world.violations()).toEqual([]);
});

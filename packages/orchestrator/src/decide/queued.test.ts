import { fakeRelayProvider } from "@hybrid-stream/testkit";
import { expect, it } from "vitest";
import { fakeSetup, order } from "../../test/fake-setup.js";

it("a relay that waits for room in its process is no stall, and gets its time to connect when it has room", async () => {
  const setup = fakeSetup({
    relay: ({ world }) => {
      // Its vendor would call it starting; here it stands in a queue for three minutes.
      const relay = fakeRelayProvider({ world, startupSeconds: 180 });
      return {
        ...relay,
        getRelayStatus: async (handle, call) => {
          const status = await relay.getRelayStatus(handle, call);
          return status.state === "starting" ? { ...status, state: "queued" } : status;
        },
      };
    },
  });
  await setup.hybrid.startChannel(order());
  await setup.clock.advance(179_000);
  expect((await setup.hybrid.getChannel("show"))?.phase).toBe("connecting");
  await setup.clock.advance(30_000);
  expect(await setup.hybrid.getChannel("show")).toMatchObject({ phase: "live", relayRestarts: 0 });
  expect([setup.relay.calls.count("startRelay"), setup.relay.calls.count("stopRelay")]).toEqual([1, 0]);
  await setup.hybrid.close();
});

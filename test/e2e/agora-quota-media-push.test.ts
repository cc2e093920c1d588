import { agoraMediaPush } from "@hybrid-stream/agora";
import { it } from "vitest";
import { runForAnHour, saysDead } from "./support/agora-hour.js";

// Fifteen minutes are for a machine that does much else: alone it takes less than one.
it("200 channels over Media Push stay an hour inside the quotas, and every failure is seen within 35 s", {
  timeout: 900_000,
}, async () => {
  await runForAnHour(
    {
      seed: 1,
      relay: ({ clock, fetch, simulator }) => agoraMediaPush({ ...simulator.credentials, region: "eu", clock, fetch }),
      channelOf: ({ channel }) => channel,
      breakages: {
        failed: (id, simulator) => simulator.failConverter(id),
        gone: (id, simulator) => simulator.destroyConverter(id),
      },
    },
    {
      // A get or list says "failed": the task is dead.
      failed: { proofSeconds: 0, says: saysDead },
      // A 404 may be a move, which takes up to 120 s.
      gone: { proofSeconds: 120, says: saysDead },
    },
  );
});

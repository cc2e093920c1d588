import { agoraCloudRecording } from "@hybrid-stream/agora-cloud-recording";
import { it } from "vitest";
import { runForAnHour, saysDead, saysPoor } from "./support/agora-hour.js";

const storage = {
  vendor: "s3",
  region: "eu-west-1",
  bucket: "shows",
  accessKey: "access",
  secretKey: "secret",
} as const;

// Fifteen minutes are for a machine that does much else: alone it takes less than one.
it("200 channels over Cloud Recording stay an hour inside the quotas, and every failure is seen within 35 s", {
  timeout: 900_000,
}, async () => {
  const channelOfRun = new Map<string, string>();
  const url = ({ channel, runId }: { readonly channel: string; readonly runId: string }): string => {
    channelOfRun.set(runId, channel);
    return `https://page.example/${channel}`;
  };
  await runForAnHour(
    {
      seed: 2,
      relay: ({ clock, fetch, simulator }) =>
        agoraCloudRecording({ ...simulator.credentials, clock, fetch, storage, page: { url } }),
      channelOf: ({ channel }) => channelOfRun.get(channel),
      breakages: {
        gone: (id, simulator) => simulator.failRecording(id),
        cut: (_id, _simulator, cut) => cut(),
      },
    },
    {
      // The recorder leaves and is not found. A 404 may be a move, which takes up to 90 s.
      gone: { proofSeconds: 90, says: saysDead },
      // The recorder runs on, but the query says that its output is disconnected.
      cut: { proofSeconds: 0, says: saysPoor },
    },
  );
});

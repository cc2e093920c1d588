import { agoraCloudRecording } from "@hybrid-stream/agora-cloud-recording";
import { expect, it } from "vitest";
import { agoraFleet } from "./support/agora-fleet.js";

const storage = {
  vendor: "s3",
  region: "eu-west-1",
  bucket: "shows",
  accessKey: "access",
  secretKey: "secret",
} as const;
const hourMs = 3_600_000;

it.each([
  ["the planned hour and one more", { plannedDurationSeconds: 3600 }, 2],
  ["one hour where nothing is planned and the host says so", {}, 1],
])(
  "a recorder that Agora ends after %s is followed by the next one, and the journal says why",
  async (_, more, hours) => {
    const fleet = agoraFleet({
      seed: 3,
      relay: ({ clock, fetch, simulator }) =>
        agoraCloudRecording({
          ...simulator.credentials,
          clock,
          fetch,
          storage,
          page: { url: "https://page.example/" },
          unplannedHours: 1,
        }),
      channelOf: () => "show",
    });
    await fleet.order("show", more);
    const pushing = () => fleet.simulator.runningTasks().filter((task) => task.pushing);
    expect(await fleet.clock.runUntil(() => pushing().length === 1)).toBe(true);
    const [first] = pushing();
    const endsAt = fleet.clock.monotonic() + hours * hourMs;
    await fleet.clock.advance(hours * hourMs - 60_000);
    expect(pushing()).toEqual([first]);

    expect(await fleet.clock.runUntil(() => pushing().length === 0)).toBe(true);
    expect(Math.abs(fleet.clock.monotonic() - endsAt)).toBeLessThan(10_000);
    const goneAt = fleet.clock.monotonic();
    expect(await fleet.clock.runUntil(() => pushing().length > 0)).toBe(true);
    // The gap that the README states: a look every 20 s, and some 10 s for the next recorder.
    expect(fleet.clock.monotonic() - goneAt).toBeLessThan(40_000);
    const [second, ...others] = pushing();
    expect(others).toEqual([]);
    expect([second?.channel, second?.name]).not.toEqual([first?.channel, first?.name]);

    const since = { channelId: "show", at: goneAt };
    expect(await fleet.told(since, ({ data }) => data.reason === "relay-session-limit")).not.toBeNull();
    const restart = ({ kind, data }: { kind: string; data: object }) =>
      kind === "decision" && "relayAttempt" in data && data.relayAttempt === 2;
    expect(await fleet.told(since, restart)).not.toBeNull();
    await fleet.clock.advance(60_000);
    expect(fleet.live.has("show")).toBe(true);
    await fleet.close();
  },
);

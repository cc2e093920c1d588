import type { LiveStreamHandle } from "@hybrid-stream/spec";
import type { PlatformBench, PlatformCase } from "./platform-subject.js";

/** The recorded shows that viewers are offered; asked after a status, as the loop does. */
async function recorded(bench: PlatformBench, handle: LiveStreamHandle) {
  await bench.status(handle);
  const { url, variants } = await bench.provider.getPlaybackUrl(handle, { purpose: "view" });
  return variants.filter(({ kind }) => kind === "vod").map((variant) => ({ ...variant, liveUrl: url }));
}

/** A show that was on air for some segments and has ended. */
async function endedShow(bench: PlatformBench, recording: "keep" | "delete") {
  const { handle, publisher } = await bench.live({ recording: true });
  await bench.until("a broadcastId", async () => (await bench.status(handle)).broadcastId !== null);
  await bench.until("a first segment", async () => (await bench.look(handle)).state === "playing");
  await publisher.stop();
  await bench.endUntilEnded(handle, "reuse", recording);
  return handle;
}

/** About what remains of a show. */
export const platformRecordingCases: readonly PlatformCase[] = [
  {
    name: "names the next show's broadcast differently",
    run: async (bench) => {
      const { stream, handle } = await bench.live();
      const broadcast = async (): Promise<string | null> => (await bench.status(handle)).broadcastId;
      await bench.until("a broadcastId", async () => (await broadcast()) !== null);
      const first = await broadcast();
      await bench.endUntilEnded(handle, "reuse");
      const fresh = await bench.key(handle, { session: 2 });
      await bench.pause(stream.sessionHoldSeconds * 1000);
      await bench.publish(fresh);
      await bench.untilIngest(handle, ["receiving"]);
      await bench.until("another broadcastId", async () => ![null, first].includes(await broadcast()));
    },
  },
  {
    name: "offers the recording of a show that has ended as a variant of its playback",
    run: async (bench) => {
      const handle = await endedShow(bench, "keep");
      await bench.until("a vod variant", async () => (await recorded(bench, handle)).length > 0);
      const [vod] = await recorded(bench, handle);
      bench
        .expect({ url: /^https?:\/\//.test(vod?.url ?? ""), sameAsLive: vod?.url === vod?.liveUrl })
        .toEqual({ url: true, sameAsLive: false });
    },
  },
  {
    name: "offers no recording that was to be deleted",
    run: async (bench) => {
      const handle = await endedShow(bench, "delete");
      bench.expect(await recorded(bench, handle)).toEqual([]);
    },
  },
];

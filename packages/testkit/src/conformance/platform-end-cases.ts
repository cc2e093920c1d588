import { inspect } from "node:util";
import type { LiveStreamHandle } from "@hybrid-stream/spec";
import { abortedSignal } from "./bench.js";
import type { PlatformBench, PlatformCase } from "./platform-subject.js";
import { streamSpec } from "./platform-subject.js";

/** Collects what every call throws while the vendor is broken in every way that it can be. */
async function seeFaults(bench: PlatformBench, handle: LiveStreamHandle): Promise<void> {
  const { provider, subject } = bench;
  for (const kind of ["unauthorized", "server-error", "truncated", "unknown-value", "conflict"] as const) {
    const heal = await subject.breakVendor?.({ kind, requests: "all" });
    if (!heal) return;
    const calls = [
      provider.createLiveStream(streamSpec, bench.call({ streamIncarnation: 2 })),
      provider.getStreamKey(handle, bench.call()),
      provider.getStreamStatus(handle, bench.call()),
    ];
    for (const result of await Promise.allSettled(calls)) bench.seen.push(result);
    await heal();
  }
}

/** Collects what the calls return that no other step of the case makes. */
async function seeReadings(bench: PlatformBench, handle: LiveStreamHandle): Promise<void> {
  const { provider } = bench;
  const range = { from: new Date(Date.now() - 3_600_000), to: new Date() };
  bench.seen.push(
    await provider.getStreamStatuses?.([handle], bench.call()),
    await provider.getStreamAnalytics(handle, range, bench.call()),
    await provider.findLiveStream?.(bench.call()),
    await provider.preflight?.(streamSpec, bench.call()),
    await provider.getPlaybackUrl(handle, { purpose: "view", viewerId: "viewer-1" }),
  );
  for await (const each of provider.listLiveStreams?.(bench.call()) ?? []) bench.seen.push(each);
}

/** About `endLiveStream`, `close` and what may never be told. */
export const platformEndCases: readonly PlatformCase[] = [
  {
    name: "ends a stream that is live: the publisher is cut and its key is dead",
    run: async (bench) => {
      const { handle, endpoint, publisher } = await bench.live();
      await bench.endUntilEnded(handle, "retire");
      await bench.until("the cut of the publisher", publisher.over);
      await bench.expectRefused(endpoint);
    },
  },
  {
    name: "says viewersOff only when the key is dead and nobody publishes",
    run: async (bench) => {
      const { handle, endpoint, publisher } = await bench.live();
      for (let round = 0; !(await bench.end(handle, "reuse")).viewersOff; round += 1) {
        bench.expect({ viewersOffInTime: round < 20 }).toEqual({ viewersOffInTime: true });
        await bench.pause(1000);
      }
      await bench.until("the cut of the publisher", publisher.over);
      await bench.expectRefused(endpoint);
    },
  },
  {
    name: "takes the end any number of times, and of a stream that never was",
    run: async (bench) => {
      const { handle } = await bench.create();
      await bench.endUntilEnded(handle, "retire");
      bench.expect((await bench.end(handle, "retire")).state).toEqual("ended");
      await bench.endUntilEnded(bench.subject.unknownHandle(), "retire");
    },
  },
  {
    name: "does not know a stream any more that was retired",
    run: async (bench) => {
      const { handle } = await bench.live();
      await bench.endUntilEnded(handle, "retire");
      const { exists, ingest } = await bench.status(handle);
      bench.expect({ exists, receiving: ingest === "receiving" }).toEqual({ exists: false, receiving: false });
    },
  },
  {
    name: "keeps a stream that shall be used again, and takes a publisher with a fresh key",
    run: async (bench) => {
      const { stream, handle, endpoint } = await bench.live();
      await bench.endUntilEnded(handle, "reuse");
      bench.expect({ exists: (await bench.status(handle)).exists }).toEqual({ exists: true });
      const fresh = await bench.key(handle, { session: 2 });
      bench.expect({ sameKey: fresh.streamKey.reveal() === endpoint.streamKey.reveal() }).toEqual({ sameKey: false });
      await bench.pause(stream.sessionHoldSeconds * 1000);
      await bench.publish(fresh);
      await bench.untilIngest(handle, ["receiving"]);
    },
  },
  {
    name: "lets no secret into handles, statuses, receipts, errors or logs",
    run: async (bench) => {
      const { handle, endpoint, publisher } = await bench.live();
      await bench.errorOf(bench.provider.getStreamStatus(handle, bench.call({ signal: abortedSignal() })));
      await bench.subject.breakNextCall?.();
      await bench.provider.getStreamStatus(handle, bench.call()).catch((error: unknown) => bench.seen.push(error));
      const fresh = await bench.provider.rotateStreamKey?.(handle, bench.call());
      bench.seen.push(fresh);
      await seeFaults(bench, handle);
      await seeReadings(bench, handle);
      await publisher.stop();
      await bench.endUntilEnded(handle, "retire");
      await bench.status(handle);
      const keys = [endpoint, fresh].map((each) => each?.streamKey.reveal() ?? "");
      bench
        .expect({ leakedSecrets: bench.leaks([...bench.subject.secrets, ...keys]).length })
        .toEqual({ leakedSecrets: 0 });
      const shown = inspect(bench.provider, { depth: 20, maxStringLength: null, maxArrayLength: null });
      bench
        .expect({ shownSecrets: bench.subject.secrets.filter((secret) => shown.includes(secret)).length })
        .toEqual({ shownSecrets: 0 });
    },
  },
  {
    name: "can be closed twice, without an error",
    run: async (bench) => {
      await bench.live();
      const outcomes = await Promise.allSettled([bench.provider.close(), bench.provider.close()]);
      bench.expect(outcomes.map(({ status }) => status)).toEqual(["fulfilled", "fulfilled"]);
      await bench.provider.close();
    },
  },
];

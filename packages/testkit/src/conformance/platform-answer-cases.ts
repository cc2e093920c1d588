import type { LiveStreamHandle } from "@hybrid-stream/spec";
import { throughJson } from "./bench.js";
import type { PlatformBench, PlatformCase } from "./platform-subject.js";
import { streamSpec } from "./platform-subject.js";

const brokenOff = ["unexpected-response", "connection-lost"];

async function settled(bench: PlatformBench, promise: Promise<unknown>): Promise<void> {
  await promise.then(
    (value) => bench.seen.push(value),
    (thrown: unknown) => bench.errorOf(Promise.reject(thrown)),
  );
}

/** About answers that are lost, broken or not understood. */
export const platformAnswerCases: readonly PlatformCase[] = [
  {
    name: "makes one stream though the answer to its creation was lost and its process died",
    run: async (bench) => {
      const stored: LiveStreamHandle[] = [];
      const checkpoint = async (handle: LiveStreamHandle): Promise<void> => {
        stored.push(throughJson(handle));
      };
      await bench.break({ kind: "lost-answer", requests: "create" });
      await settled(bench, bench.provider.createLiveStream(streamSpec, bench.call({ checkpoint })));
      const provider = await bench.elsewhere();
      const call = bench.call({ resume: stored.at(-1) });
      const { handle } = await provider.createLiveStream(streamSpec, call);
      bench.seen.push(handle);
      await bench.expectLiveStreams(1);
      await bench.publish(await provider.getStreamKey(handle, call));
      await bench.untilIngest(handle, ["receiving"]);
    },
  },
  {
    name: "finds the stream of its numbers in another process, where it can look, and makes none",
    run: async (bench) => {
      const { provider } = bench;
      if (!provider.findLiveStream) return;
      bench.expect({ found: await provider.findLiveStream(bench.call()) }).toEqual({ found: null });
      await bench.expectLiveStreams(0);
      await bench.break({ kind: "lost-answer", requests: "create" });
      await settled(bench, bench.create());
      const found = await (await bench.elsewhere()).findLiveStream?.(bench.call());
      bench.expect({ exists: found ? (await bench.status(found)).exists : null }).toEqual({ exists: true });
      const other = await provider.findLiveStream(bench.call({ streamIncarnation: 2 }));
      bench.expect({ other }).toEqual({ other: null });
      await bench.expectLiveStreams(1);
    },
  },
  {
    name: "has a dead old key and a new one to read though the answer to its rotation was lost",
    run: async (bench) => {
      const { provider } = bench;
      if (!provider.rotateStreamKey) return;
      const { handle, endpoint, publisher } = await bench.live();
      await bench.break({ kind: "lost-answer", requests: "rotate" });
      await settled(bench, provider.rotateStreamKey(handle, bench.call({ relayGeneration: 2 })));
      // What the loop does next: it rotates again, and then reads.
      await (await bench.elsewhere()).rotateStreamKey?.(handle, bench.call({ relayGeneration: 2 }));
      const fresh = await bench.key(handle, { relayGeneration: 2 });
      await bench.pause(provider.capabilities.fenceDelaySeconds * 1000);
      await bench.publish(fresh);
      await bench.until("the cut of the old publisher", publisher.over);
      await bench.expectRefused(endpoint);
      await bench.untilIngest(handle, ["receiving"]);
    },
  },
  {
    name: "can read a key after a rotation that was interrupted half-way, and it is not the old one",
    run: async (bench) => {
      const { provider } = bench;
      if (!provider.rotateStreamKey) return;
      const { handle } = await bench.create();
      const old = await bench.key(handle);
      await bench.break({ kind: "lost-answer", requests: "rotate" });
      await settled(bench, provider.rotateStreamKey(handle, bench.call({ relayGeneration: 2 })));
      const fresh = await (await bench.elsewhere()).getStreamKey(handle, bench.call({ relayGeneration: 2 }));
      bench.expect({ isOld: fresh.streamKey.reveal() === old.streamKey.reveal() }).toEqual({ isOld: false });
      await bench.publish(fresh);
      await bench.untilIngest(handle, ["receiving"]);
    },
  },
  {
    name: "ends though the answer to its end was lost",
    run: async (bench) => {
      const { handle, endpoint, publisher } = await bench.live();
      await bench.break({ kind: "lost-answer", requests: "end" });
      await settled(bench, bench.end(handle, "retire"));
      await bench.endUntilEnded(handle, "retire");
      await bench.until("the cut of the publisher", publisher.over);
      await bench.expectRefused(endpoint);
      await bench.expectLiveStreams(0);
    },
  },
  {
    name: "takes an answer that breaks off for no answer, and makes nothing twice because of it",
    run: async (bench) => {
      const { handle } = await bench.create();
      const heal = await bench.break({ kind: "truncated", requests: "all" });
      for (const run of [
        () => bench.provider.getStreamStatus(handle, bench.call()),
        () => bench.provider.createLiveStream(streamSpec, bench.call({ streamIncarnation: 2 })),
      ]) {
        const { code } = await bench.errorOf(run());
        bench.expect({ code, ok: brokenOff.includes(code) }).toEqual({ code, ok: true });
      }
      await heal();
      await bench.create({ streamIncarnation: 2 });
      await bench.expectLiveStreams(2);
    },
  },
  {
    name: "takes a state that it has never heard of for unknown, not for an absence",
    run: async (bench) => {
      const { handle } = await bench.live();
      await bench.break({ kind: "unknown-value", requests: "all" });
      const { exists, ingest } = await bench.status(handle);
      bench
        .expect({ exists, ingest, ok: ["unknown", "receiving"].includes(ingest) })
        .toEqual({ exists: true, ingest, ok: true });
    },
  },
  {
    name: "is not disturbed by fields that it has never heard of",
    run: async (bench) => {
      await bench.break({ kind: "extra-fields", requests: "all" });
      const { handle } = await bench.live();
      const many = await bench.provider.getStreamStatuses?.([handle], bench.call());
      bench.seen.push(many, await bench.provider.rotateStreamKey?.(handle, bench.call({ relayGeneration: 2 })));
      const found = [];
      for await (const each of bench.provider.listLiveStreams?.(bench.call()) ?? []) found.push(each);
      bench.expect({ listed: found.length }).toEqual({ listed: bench.provider.capabilities.canList ? 1 : 0 });
      await bench.endUntilEnded(handle, "retire");
      await bench.expectLiveStreams(0);
    },
  },
];

import { HybridStreamError, type LiveStreamHandle } from "@hybrid-stream/spec";
import { abortedSignal, throughJson } from "./bench.js";
import { type PlatformCase, streamSpec } from "./platform-subject.js";
import { expectStorable } from "./shared-cases.js";

/** About `createLiveStream`, `listLiveStreams` and errors. */
export const platformCreateCases: readonly PlatformCase[] = [
  {
    name: "creates one stream for the same incarnation, however often it is asked",
    run: async (bench) => {
      const first = await bench.create();
      const second = await bench.create();
      const keys = [await bench.key(first.handle), await bench.key(second.handle)];
      bench
        .expect({
          oneStream: keys[0]?.streamKey.reveal() === keys[1]?.streamKey.reveal() && keys[0]?.url === keys[1]?.url,
        })
        .toEqual({ oneStream: true });
    },
  },
  {
    name: "finds the stream of an interrupted creation again from what was stored in its middle",
    run: async (bench) => {
      const stored: LiveStreamHandle[] = [];
      const checkpoint = async (handle: LiveStreamHandle): Promise<void> => {
        stored.push(throughJson(handle));
      };
      const first = await bench.create({ checkpoint });
      const resume = stored.at(-1) ?? throughJson(first.handle);
      const second = await bench.create({ resume });
      const keys = [await bench.key(first.handle), await bench.key(second.handle)];
      bench
        .expect({ oneStream: keys[0]?.streamKey.reveal() === keys[1]?.streamKey.reveal() })
        .toEqual({ oneStream: true });
      await bench.endUntilEnded(resume, "retire");
      bench.expect({ exists: (await bench.status(first.handle)).exists }).toEqual({ exists: false });
    },
  },
  {
    name: "creates another stream, with another key, for a new incarnation",
    run: async (bench) => {
      const first = await bench.key((await bench.create()).handle);
      const second = await bench.key((await bench.create({ streamIncarnation: 2 })).handle);
      bench
        .expect({
          sameKey: first.streamKey.reveal() === second.streamKey.reveal(),
          sameId: first.keyId === second.keyId,
        })
        .toEqual({ sameKey: false, sameId: false });
    },
  },
  {
    name: "gives and stores handles that are plain JSON, versioned, and carry its id; a copy is as good",
    run: async (bench) => {
      const stored: LiveStreamHandle[] = [];
      const checkpoint = async (handle: LiveStreamHandle): Promise<void> => {
        stored.push(handle);
      };
      const { handle } = await bench.create({ checkpoint });
      for (const each of [...stored, handle]) expectStorable(bench, each);
      bench.expect({ exists: (await bench.status(throughJson(handle))).exists }).toEqual({ exists: true });
    },
  },
  {
    name: "starts nothing more once a checkpoint says that the lease is lost",
    run: async (bench) => {
      let asked = 0;
      let requests = 0;
      const checkpoint = async (): Promise<void> => {
        asked += 1;
        requests = bench.subject.requests();
        throw new HybridStreamError({ code: "lease-lost", message: "Another instance owns the channel now." });
      };
      const outcome = await bench.provider.createLiveStream(streamSpec, bench.call({ checkpoint })).then(
        (stream) => ({ stream }),
        (error: unknown) => ({ code: HybridStreamError.isInstance(error) ? error.code : "not a HybridStreamError" }),
      );
      if (asked === 0) {
        // A platform that stores nothing in the middle has nothing to be told there.
        bench.expect("stream" in outcome).toEqual(true);
        return;
      }
      bench.expect(outcome).toEqual({ code: "lease-lost" });
      bench
        .expect({ checkpoints: asked, laterRequests: bench.subject.requests() - requests })
        .toEqual({ checkpoints: 1, laterRequests: 0 });
    },
  },
  {
    name: "does nothing for a call that was cancelled before it began, and says aborted",
    run: async (bench) => {
      const { handle } = await bench.live();
      const requests = bench.subject.requests();
      const call = bench.call({ signal: abortedSignal(), streamIncarnation: 2 });
      const calls: Record<string, () => Promise<unknown>> = {
        createLiveStream: () => bench.provider.createLiveStream(streamSpec, call),
        getStreamKey: () => bench.provider.getStreamKey(handle, call),
        getStreamStatus: () => bench.provider.getStreamStatus(handle, call),
        endLiveStream: () => bench.provider.endLiveStream(handle, { disposition: "retire", recording: "delete" }, call),
      };
      for (const [operation, run] of Object.entries(calls)) {
        const { code, provider } = await bench.errorOf(run());
        bench
          .expect({ operation, code, provider })
          .toEqual({ operation, code: "aborted", provider: bench.provider.id });
      }
      bench.expect({ sent: bench.subject.requests() - requests }).toEqual({ sent: 0 });
      bench.expect((await bench.status(handle)).ingest).toEqual("receiving");
    },
  },
  {
    name: "throws only HybridStreamErrors that name the provider",
    run: async (bench) => {
      const { handle } = await bench.create();
      await bench.need(bench.subject.breakNextCall, "breakNextCall").call(bench.subject);
      const error = await bench.errorOf(
        bench.provider.endLiveStream(handle, { disposition: "retire", recording: "keep" }, bench.call()),
      );
      bench.expect({ provider: error.provider }).toEqual({ provider: bench.provider.id });
    },
  },
  {
    name: "lists its streams of this namespace and no other, exactly where it says that it can",
    run: async (bench) => {
      const { provider } = bench;
      bench
        .expect({ canList: provider.listLiveStreams !== undefined })
        .toEqual({ canList: provider.capabilities.canList });
      await bench.create({ channelId: "listed", streamIncarnation: 3 });
      if (!provider.listLiveStreams) return;
      const list = async (namespace: string) => {
        const found = [];
        for await (const each of provider.listLiveStreams?.(bench.call({ namespace })) ?? []) {
          bench.seen.push(each);
          found.push({ channelId: each.channelId, streamIncarnation: each.streamIncarnation });
        }
        return found;
      };
      const { namespace } = bench.call();
      bench.expect(await list(namespace)).toEqual([{ channelId: "listed", streamIncarnation: 3 }]);
      bench.expect(await list(`${namespace}-other`)).toEqual([]);
    },
  },
];

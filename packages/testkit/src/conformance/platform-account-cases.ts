import type { PlatformCase } from "./platform-subject.js";
import { streamSpec } from "./platform-subject.js";

/** About what else is in the same account: other processes, other namespaces, other people's streams. */
export const platformAccountCases: readonly PlatformCase[] = [
  {
    name: "makes one stream at its vendor for the same incarnation, also from two processes",
    run: async (bench) => {
      const { handle } = await bench.create();
      await bench.create();
      await bench.expectLiveStreams(1);
      const call = bench.call({ resume: handle });
      const again = await (await bench.elsewhere()).createLiveStream(streamSpec, call);
      bench.seen.push(again);
      await bench.expectLiveStreams(1);
    },
  },
  {
    name: "keeps the streams of two namespaces apart, also where one's name begins like the other's",
    run: async (bench) => {
      const { provider } = bench;
      const namespace = `${bench.call().namespace}-two`;
      const mine = await bench.create();
      const theirs = await bench.create({ namespace });
      const keys = [await bench.key(mine.handle), await bench.key(theirs.handle, { namespace })];
      bench
        .expect({ sameKey: keys[0]?.streamKey.reveal() === keys[1]?.streamKey.reveal() })
        .toEqual({ sameKey: false });
      for (const each of [bench.call().namespace, namespace]) {
        let listed = 0;
        for await (const _ of provider.listLiveStreams?.(bench.call({ namespace: each })) ?? []) listed += 1;
        bench.expect({ each, listed }).toEqual({ each, listed: provider.capabilities.canList ? 1 : 0 });
      }
      await bench.endUntilEnded(mine.handle, "retire");
      await bench.expectLiveStreams(1);
      bench.expect({ exists: (await bench.status(theirs.handle)).exists }).toEqual({ exists: true });
    },
  },
  {
    name: "neither lists nor touches a stream in the same account that is none of ours",
    run: async (bench) => {
      await bench.need(bench.subject.addForeignStream, "addForeignStream").call(bench.subject);
      const { handle } = await bench.create();
      await bench.expectLiveStreams(2);
      const found = [];
      for await (const each of bench.provider.listLiveStreams?.(bench.call()) ?? []) found.push(each.channelId);
      bench.expect({ found }).toEqual({ found: bench.provider.capabilities.canList ? [bench.call().channelId] : [] });
      await bench.endUntilEnded(handle, "retire");
      await bench.expectLiveStreams(1);
    },
  },
  {
    name: "makes playback addresses for many viewers without a request, also in a process that has just begun",
    run: async (bench) => {
      const { handle } = await bench.live();
      const expected = await bench.provider.getPlaybackUrl(handle, { purpose: "view" });
      const provider = await bench.elsewhere();
      const before = bench.subject.requests();
      const bases = new Set<string>();
      for (let viewer = 0; viewer < 100; viewer += 1) {
        const { url } = await provider.getPlaybackUrl(handle, { purpose: "view", viewerId: `viewer-${viewer}` });
        bases.add(new URL(url).host);
      }
      bench
        .expect({ requests: bench.subject.requests() - before, hosts: [...bases] })
        .toEqual({ requests: 0, hosts: [new URL(expected.url).host] });
    },
  },
];

import type { RelayProgress } from "@hybrid-stream/spec";
import type { RelayCase } from "./relay-subject.js";

const states = ["queued", "starting", "running", "stopping", "stopped", "failed", "absent", "unknown"];

/** About `getRelayStatus` and what a relay does. */
export const relayStatusCases: readonly RelayCase[] = [
  {
    name: "says absent, as a value and not as an error, of a relay that never was",
    run: async (bench) => {
      const { state } = await bench.status(bench.subject.unknownHandle());
      bench.expect(state).toEqual("absent");
    },
  },
  {
    name: "becomes running, and the progress that it tells grows",
    run: async (bench) => {
      const { handle } = await bench.start();
      const early = await bench.status(handle);
      bench
        .expect({ state: states.includes(early.state), observedAt: early.observedAt instanceof Date })
        .toEqual({ state: true, observedAt: true });
      await bench.untilState(handle, ["running"]);
      const first = (await bench.status(handle)).progress;
      const counters = (["bytesSent", "mediaTimeMs"] as const).filter((name) => first !== null && first[name] !== null);
      const grown = (later: RelayProgress | null): boolean =>
        counters.every((name) => (later?.[name] ?? -1) > (first?.[name] ?? 0));
      await bench.until("growing progress", async () => grown((await bench.status(handle)).progress));
    },
  },
  {
    name: "brings media to the ingest that it was given",
    run: async (bench) => {
      const { spec } = await bench.start();
      await bench.until("media at the ingest", () => bench.subject.hasMedia(spec));
    },
  },
  {
    name: "says so when the relay died by itself, and does not start it again",
    run: async (bench) => {
      const { handle } = await bench.start();
      await bench.untilState(handle, ["running"]);
      await bench.need(bench.subject.kill, "kill").call(bench.subject, handle);
      await bench.untilState(handle, ["failed", "absent"]);
      const { state, error } = await bench.status(handle);
      bench.expect({ saysWhy: state === "absent" || error !== null }).toEqual({ saysWhy: true });
      bench.expect({ runningRelays: await bench.subject.runningRelays() }).toEqual({ runningRelays: 0 });
    },
  },
  {
    name: "answers for many in the order of their handles, where it can ask for many",
    run: async (bench) => {
      const { handle } = await bench.start();
      await bench.untilState(handle, ["running"]);
      const unknown = bench.subject.unknownHandle();
      for (const handles of [
        [handle, unknown],
        [unknown, handle],
      ]) {
        const single = await Promise.all(handles.map((each) => bench.status(each)));
        const many = (await bench.provider.getRelayStatuses?.(handles, bench.call())) ?? single;
        bench.expect(many.map((status) => status.state)).toEqual(single.map((status) => status.state));
      }
    },
  },
  {
    name: "lists its relays of this namespace and no other, exactly where it says that it can",
    run: async (bench) => {
      const { provider } = bench;
      bench.expect({ canList: provider.listRelays !== undefined }).toEqual({ canList: provider.capabilities.canList });
      const { handle } = await bench.start({ channelId: "listed", relayGeneration: 3, relayAttempt: 2 });
      await bench.untilState(handle, ["running"]);
      if (!provider.listRelays) return;
      const list = async (namespace: string) => {
        const found = [];
        for await (const each of provider.listRelays?.(bench.call({ namespace })) ?? []) {
          bench.seen.push(each);
          const { channelId, relayGeneration, relayAttempt } = each;
          found.push({ channelId, relayGeneration, relayAttempt });
        }
        return found;
      };
      const { namespace } = bench.call();
      bench.expect(await list(namespace)).toEqual([{ channelId: "listed", relayGeneration: 3, relayAttempt: 2 }]);
      bench.expect(await list(`${namespace}-other`)).toEqual([]);
    },
  },
  {
    name: "can update a running relay exactly where it says that it can",
    run: async ({ provider, expect }) => {
      expect({ canUpdate: provider.updateRelay !== undefined }).toEqual({ canUpdate: provider.capabilities.canUpdate });
    },
  },
];

import { HybridStreamError, type RelayHandle } from "@hybrid-stream/spec";
import { abortedSignal, throughJson } from "./bench.js";
import type { RelayCase } from "./relay-subject.js";
import { expectStorable } from "./shared-cases.js";

/** About `startRelay`. */
export const relayStartCases: readonly RelayCase[] = [
  {
    name: "starts one relay for the same numbers, however often it is asked",
    run: async (bench) => {
      const spec = await bench.subject.makeSpec();
      const first = await bench.provider.startRelay(spec, bench.call());
      // Without idempotent starts at the vendor, what was stored is what makes the second call find the first relay.
      const resume = bench.provider.capabilities.idempotentStart ? {} : { resume: throughJson(first) };
      const second = await bench.provider.startRelay(spec, bench.call(resume));
      await bench.untilState(second, ["running"]);
      bench.expect({ runningRelays: await bench.subject.runningRelays() }).toEqual({ runningRelays: 1 });
      await bench.stopUntilProven(first);
      await bench.untilState(second, ["stopped", "absent"]);
    },
  },
  {
    name: "finds the relay of an interrupted start again from what was stored in its middle",
    run: async (bench) => {
      const spec = await bench.subject.makeSpec();
      const stored: RelayHandle[] = [];
      const checkpoint = async (handle: RelayHandle): Promise<void> => {
        stored.push(throughJson(handle));
      };
      const first = await bench.provider.startRelay(spec, bench.call({ checkpoint }));
      const resume = stored.at(-1) ?? throughJson(first);
      await bench.provider.startRelay(spec, bench.call({ resume }));
      await bench.untilState(first, ["running"]);
      bench.expect({ runningRelays: await bench.subject.runningRelays() }).toEqual({ runningRelays: 1 });
      await bench.stopUntilProven(resume);
      await bench.untilRunning(0);
    },
  },
  {
    name: "starts another relay for a new attempt, and tells the two apart",
    run: async (bench) => {
      const first = await bench.start();
      const second = await bench.start({ relayAttempt: 2 });
      await bench.untilState(first.handle, ["running"]);
      await bench.untilState(second.handle, ["running"]);
      bench.expect({ runningRelays: await bench.subject.runningRelays() }).toEqual({ runningRelays: 2 });
      await bench.stopUntilProven(first.handle);
      bench.expect((await bench.status(second.handle)).state).toEqual("running");
    },
  },
  {
    name: "starts another relay for a new generation",
    run: async (bench) => {
      await bench.start();
      const second = await bench.start({ relayGeneration: 2 });
      await bench.untilState(second.handle, ["running"]);
      await bench.untilRunning(2);
    },
  },
  {
    name: "gives and stores handles that are plain JSON, versioned, and carry its id; a copy is as good",
    run: async (bench) => {
      const stored: RelayHandle[] = [];
      const checkpoint = async (handle: RelayHandle): Promise<void> => {
        stored.push(handle);
      };
      const { handle } = await bench.start({ checkpoint });
      for (const each of [...stored, handle]) expectStorable(bench, each);
      await bench.untilState(throughJson(handle), ["running"]);
      await bench.stopUntilProven(throughJson(handle));
      await bench.untilRunning(0);
    },
  },
  {
    name: "starts nothing more once a checkpoint says that the lease is lost",
    run: async (bench) => {
      const spec = await bench.subject.makeSpec();
      let asked = 0;
      const checkpoint = async (): Promise<void> => {
        asked += 1;
        throw new HybridStreamError({ code: "lease-lost", message: "Another instance owns the channel now." });
      };
      const outcome = await bench.provider.startRelay(spec, bench.call({ checkpoint })).then(
        (handle) => ({ handle }),
        (error: unknown) => ({ code: HybridStreamError.isInstance(error) ? error.code : "not a HybridStreamError" }),
      );
      if (asked === 0) {
        // A provider that stores nothing in the middle has nothing to be told there.
        bench.expect("handle" in outcome).toEqual(true);
        return;
      }
      bench.expect(outcome).toEqual({ code: "lease-lost" });
      bench
        .expect({ checkpoints: asked, runningRelays: await bench.subject.runningRelays() })
        .toEqual({ checkpoints: 1, runningRelays: 0 });
    },
  },
  {
    name: "does nothing for a call that was cancelled before it began, and says aborted",
    run: async (bench) => {
      const spec = await bench.subject.makeSpec();
      const call = bench.call({ signal: abortedSignal() });
      const refused = await bench.errorOf(bench.provider.startRelay(spec, call));
      bench.expect({ code: refused.code, provider: refused.provider }).toEqual({
        code: "aborted",
        provider: bench.provider.id,
      });
      bench.expect({ runningRelays: await bench.subject.runningRelays() }).toEqual({ runningRelays: 0 });
      const { handle } = await bench.start();
      await bench.untilState(handle, ["running"]);
      for (const operation of ["getRelayStatus", "stopRelay"] as const) {
        const error = await bench.errorOf(bench.provider[operation](handle, call));
        bench.expect({ operation, code: error.code }).toEqual({ operation, code: "aborted" });
      }
      bench.expect({ runningRelays: await bench.subject.runningRelays() }).toEqual({ runningRelays: 1 });
    },
  },
  {
    name: "throws only HybridStreamErrors that name the provider",
    run: async (bench) => {
      const spec = await bench.subject.makeSpec();
      await bench.need(bench.subject.breakNextCall, "breakNextCall").call(bench.subject);
      const error = await bench.errorOf(bench.provider.startRelay(spec, bench.call()));
      bench.expect({ provider: error.provider }).toEqual({ provider: bench.provider.id });
    },
  },
];

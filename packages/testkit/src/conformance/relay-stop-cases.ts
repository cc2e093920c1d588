import { abortedSignal } from "./bench.js";
import type { RelayCase } from "./relay-subject.js";

/** About `stopRelay`, `close` and what may never be told. */
export const relayStopCases: readonly RelayCase[] = [
  {
    name: "stops a relay, and says proven only when it is gone",
    run: async (bench) => {
      const { handle } = await bench.start();
      await bench.untilState(handle, ["running"]);
      await bench.stopUntilProven(handle);
      bench.expect({ runningRelays: await bench.subject.runningRelays() }).toEqual({ runningRelays: 0 });
    },
  },
  {
    name: "says stopped or absent after a stop",
    run: async (bench) => {
      const { handle } = await bench.start();
      await bench.untilState(handle, ["running"]);
      await bench.stopUntilProven(handle);
      const { state } = await bench.status(handle);
      bench.expect({ state, over: ["stopped", "absent"].includes(state) }).toEqual({ state, over: true });
    },
  },
  {
    name: "takes a stop any number of times, also at the same moment",
    run: async (bench) => {
      const { handle } = await bench.start();
      await bench.untilState(handle, ["running"]);
      await Promise.all([bench.stop(handle), bench.stop(handle)]);
      await bench.stopUntilProven(handle);
      bench.expect((await bench.stop(handle)).outcome).toEqual("proven");
    },
  },
  {
    name: "takes a stop of a relay that never was, and proves its absence in the time that it declares",
    run: async (bench) => {
      const handle = bench.subject.unknownHandle();
      const first = await bench.stop(handle);
      const longest = bench.provider.capabilities.absenceProofSeconds * 1000;
      bench
        .expect({ asDeclared: first.provableAfterMs <= longest, atOnce: longest > 0 || first.outcome === "proven" })
        .toEqual({ asDeclared: true, atOnce: true });
    },
  },
  {
    name: "can be stopped while it starts, and does not come up afterwards",
    run: async (bench) => {
      const { handle } = await bench.start();
      await bench.stopUntilProven(handle);
      bench.expect({ runningRelays: await bench.subject.runningRelays() }).toEqual({ runningRelays: 0 });
      await bench.untilState(handle, ["stopped", "absent"]);
      await bench.pause(1000);
      bench.expect({ runningRelays: await bench.subject.runningRelays() }).toEqual({ runningRelays: 0 });
    },
  },
  {
    name: "lets no secret into handles, statuses, receipts, errors or logs",
    run: async (bench) => {
      const { handle, spec } = await bench.start();
      await bench.untilState(handle, ["running"]);
      const signal = abortedSignal();
      await bench.errorOf(bench.provider.getRelayStatus(handle, bench.call({ signal })));
      await bench.subject.breakNextCall?.();
      await bench.provider.getRelayStatus(handle, bench.call()).catch((error: unknown) => bench.seen.push(error));
      await bench.subject.kill?.(handle);
      await bench.status(handle);
      await bench.stopUntilProven(handle);
      await bench.status(handle);
      const secrets = [...bench.subject.secrets, spec.ingest.streamKey.reveal()];
      bench.expect({ leakedSecrets: bench.leaks(secrets).length }).toEqual({ leakedSecrets: 0 });
    },
  },
  {
    name: "can be closed twice; relays in a cloud go on, those in this process end",
    run: async (bench) => {
      const { handle } = await bench.start();
      await bench.untilState(handle, ["running"]);
      await bench.provider.close();
      await bench.provider.close();
      await bench.untilRunning(bench.provider.capabilities.locality === "cloud" ? 1 : 0);
    },
  },
];

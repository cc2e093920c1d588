import { HybridStreamError } from "@hybrid-stream/spec";
import { describe, expect, it } from "vitest";
import { type FakeRelayProvider, type FakeWorld, relayTestNames, testRelayProvider } from "../src/index.js";
import { collect } from "./collect.js";
import { relaySubject } from "./fake-subjects.js";

testRelayProvider({ describe, it, expect, title: "fake relay in a cloud", create: () => relaySubject() });
testRelayProvider({
  describe,
  it,
  expect,
  title: "fake relay in the process, late and slow to stop",
  create: () => relaySubject({ startupSeconds: 3, stopDelaySeconds: 2, capabilities: { locality: "process" } }),
});
testRelayProvider({
  describe,
  it,
  expect,
  title: "fake relay whose vendor forgets, without idempotent starts",
  create: () => relaySubject({ rememberSeconds: 0, capabilities: { idempotentStart: false, absenceProofSeconds: 90 } }),
  skip: [
    {
      reason: "the partial handle names no task, so this vendor starts another one",
      tests: ["finds the relay of an interrupted start again from what was stored in its middle"],
    },
  ],
});

type Break = (provider: FakeRelayProvider, world: FakeWorld) => Partial<FakeRelayProvider>;

const renumbered: Break = (provider) => {
  let more = 0;
  return {
    startRelay: (spec, call) => {
      more += 1;
      return provider.startRelay(spec, { ...call, relayAttempt: call.relayAttempt + more });
    },
  };
};

/** For every rule, providers that break it and nothing else that matters here. */
const broken: Record<string, Break[]> = {
  "says what it is: specification version v1, a kind, and an id that fits into a path": [
    () => ({ specificationVersion: "v2" as "v1" }),
    () => ({ id: "has/slash" }),
  ],
  "accepts an authentic webhook, and refuses one that was forged or changed by a byte": [
    () => ({ parseWebhook: async () => [] }),
  ],
  "starts one relay for the same numbers, however often it is asked": [renumbered],
  "finds the relay of an interrupted start again from what was stored in its middle": [renumbered],
  "starts another relay for a new attempt, and tells the two apart": [
    (provider) => ({ startRelay: (spec, call) => provider.startRelay(spec, { ...call, relayAttempt: 1 }) }),
  ],
  "starts another relay for a new generation": [
    (provider) => ({ startRelay: (spec, call) => provider.startRelay(spec, { ...call, relayGeneration: 1 }) }),
  ],
  "gives and stores handles that are plain JSON, versioned, and carry its id; a copy is as good": [
    (provider) => ({
      startRelay: async (spec, call) => {
        const handle = await provider.startRelay(spec, call);
        return { ...handle, data: { ...handle.data, when: new Date() as unknown as string } };
      },
    }),
    (provider) => ({
      startRelay: async (spec, call) => ({ ...(await provider.startRelay(spec, call)), provider: "other" }),
    }),
  ],
  "starts nothing more once a checkpoint says that the lease is lost": [
    (provider) => ({
      startRelay: (spec, call) =>
        provider.startRelay(spec, { ...call, checkpoint: (handle) => call.checkpoint(handle).catch(() => {}) }),
    }),
    (provider) => ({
      startRelay: async (spec, call) => {
        await provider.startRelay(spec, { ...call, checkpoint: async () => {} });
        await call.checkpoint({ provider: provider.id, version: 1, data: {} });
        throw new Error("not reached");
      },
    }),
  ],
  "does nothing for a call that was cancelled before it began, and says aborted": [
    (provider) => ({
      startRelay: (spec, call) => provider.startRelay(spec, { ...call, signal: new AbortController().signal }),
    }),
    (provider) => ({
      stopRelay: (handle, call) => provider.stopRelay(handle, { ...call, signal: new AbortController().signal }),
    }),
  ],
  "throws only HybridStreamErrors that name the provider": [
    (provider) => ({
      startRelay: (spec, call) =>
        provider.startRelay(spec, call).catch(() => {
          throw new Error("plain");
        }),
    }),
    (provider) => ({
      startRelay: (spec, call) =>
        provider.startRelay(spec, call).catch(() => {
          throw new HybridStreamError({ code: "internal", message: "of nobody" });
        }),
    }),
  ],
  "says absent, as a value and not as an error, of a relay that never was": [
    (provider) => ({
      getRelayStatus: async (handle, call) => {
        const status = await provider.getRelayStatus(handle, call);
        if (status.state === "absent") throw new HybridStreamError({ code: "not-found", message: "404" });
        return status;
      },
    }),
  ],
  "becomes running, and the progress that it tells grows": [
    (provider) => ({
      getRelayStatus: async (handle, call) => {
        const status = await provider.getRelayStatus(handle, call);
        return { ...status, progress: status.progress && { ...status.progress, bytesSent: 5 } };
      },
    }),
    (provider) => ({
      getRelayStatus: async (handle, call) => ({
        ...(await provider.getRelayStatus(handle, call)),
        state: "starting",
      }),
    }),
  ],
  "brings media to the ingest that it was given": [
    (provider, world) => ({
      startRelay: async (spec, call) => {
        const handle = await provider.startRelay(spec, call);
        world.stallTask(provider.taskOf(handle)?.id ?? "");
        return handle;
      },
    }),
  ],
  "says so when the relay died by itself, and does not start it again": [
    (provider) => ({
      getRelayStatus: async (handle, call) => ({ ...(await provider.getRelayStatus(handle, call)), state: "running" }),
    }),
    (provider) => ({
      getRelayStatus: async (handle, call) => ({ ...(await provider.getRelayStatus(handle, call)), error: null }),
    }),
  ],
  "answers for many in the order of their handles, where it can ask for many": [
    (provider) => ({
      getRelayStatuses: async (handles, call) => (await provider.getRelayStatuses(handles, call)).reverse(),
    }),
  ],
  "lists its relays of this namespace and no other, exactly where it says that it can": [
    (provider) => ({ listRelays: (call) => provider.listRelays({ ...call, namespace: "testkit" }) }),
    (provider) => ({ capabilities: { ...provider.capabilities, canList: false } }),
  ],
  "can update a running relay exactly where it says that it can": [
    (provider) => ({ capabilities: { ...provider.capabilities, canUpdate: false } }),
  ],
  "stops a relay, and says proven only when it is gone": [
    () => ({ stopRelay: async () => ({ outcome: "proven", provableAfterMs: 0 }) }),
    () => ({ stopRelay: async () => ({ outcome: "accepted", provableAfterMs: 1000 }) }),
  ],
  "says stopped or absent after a stop": [
    (provider) => ({
      getRelayStatus: async (handle, call) => {
        const status = await provider.getRelayStatus(handle, call);
        return status.state === "stopped" ? { ...status, state: "failed" } : status;
      },
    }),
  ],
  "takes a stop any number of times, also at the same moment": [
    (provider) => {
      let stops = 0;
      return {
        stopRelay: async (handle, call) => {
          stops += 1;
          if (stops > 2) throw new HybridStreamError({ code: "not-found", message: "404" });
          return provider.stopRelay(handle, call);
        },
      };
    },
  ],
  "takes a stop of a relay that never was, and proves its absence in the time that it declares": [
    () => ({ stopRelay: async () => ({ outcome: "unproven", provableAfterMs: 1000 }) }),
    () => ({
      stopRelay: async () => {
        throw new HybridStreamError({ code: "not-found", message: "404" });
      },
    }),
  ],
  "can be stopped while it starts, and does not come up afterwards": [
    (provider) => ({
      stopRelay: async (handle, call) => {
        const { state } = await provider.getRelayStatus(handle, call);
        return state === "starting" ? { outcome: "proven", provableAfterMs: 0 } : provider.stopRelay(handle, call);
      },
    }),
  ],
  "lets no secret into handles, statuses, receipts, errors or logs": [
    (provider) => ({
      startRelay: (spec, call) => {
        call.logger.debug({ request: { rtmpUrl: `${spec.ingest.url}/${spec.ingest.streamKey.reveal()}` } });
        return provider.startRelay(spec, call);
      },
    }),
    (provider) => ({
      getRelayStatus: (handle, call) =>
        provider.getRelayStatus(handle, call).catch((cause: unknown) => {
          throw new HybridStreamError({
            code: "internal",
            message: "failed",
            cause: { authorization: "testkit-api-token", cause },
          });
        }),
    }),
  ],
  "can be closed twice; relays in a cloud go on, those in this process end": [
    (provider) => {
      let closed = false;
      return {
        close: async () => {
          if (closed) throw new Error("closed already");
          closed = true;
          await provider.close();
        },
      };
    },
    (_, world) => ({
      close: async () => {
        for (const task of world.runningTasks()) world.stopTask(task);
      },
    }),
  ],
};

it("has a broken provider for every rule", () => {
  expect(Object.keys(broken).sort()).toEqual([...relayTestNames].sort());
});

describe("fails a provider that breaks the rule that it", () => {
  for (const [name, breaks] of Object.entries(broken)) {
    it(name, async () => {
      for (const change of breaks) {
        const { runner, run } = collect();
        testRelayProvider({ ...runner, create: () => relaySubject({}, change) });
        expect([...(await run(name)).keys()]).toEqual([name]);
      }
    });
  }
});

it("prints the reason of a skipped test, and refuses to skip one that it does not have", async () => {
  const { runner, run, skipped } = collect();
  const name = "becomes running, and the progress that it tells grows";
  testRelayProvider({ ...runner, create: () => relaySubject(), skip: [{ reason: "no counters", tests: [name] }] });
  expect(skipped).toEqual([`${name} [skipped: no counters]`]);
  expect(await run()).toEqual(new Map());
  const misspelt = () =>
    testRelayProvider({ ...runner, create: () => relaySubject(), skip: [{ reason: "", tests: ["x"] }] });
  expect(misspelt).toThrow(/does not have/);
});

it("asks for a hook that a rule needs instead of passing without it", async () => {
  const { runner, run } = collect();
  const { kill: _, ...subject } = relaySubject();
  testRelayProvider({ ...runner, create: () => subject });
  const failures = await run("says so when the relay died by itself, and does not start it again");
  expect([...failures.values()]).toMatchObject([{ code: "invalid-options", field: "kill" }]);
});

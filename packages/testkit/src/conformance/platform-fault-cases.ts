import type { EffectContext, LiveStreamHandle } from "@hybrid-stream/spec";
import type { PlatformBench, PlatformCase } from "./platform-subject.js";
import { streamSpec } from "./platform-subject.js";

const retire = { disposition: "retire", recording: "delete" } as const;

/** One call of each kind that asks the vendor; `createLiveStream` for another stream than the handle's. */
function callsOf(bench: PlatformBench, handle: LiveStreamHandle, overrides: Partial<EffectContext> = {}) {
  const { provider } = bench;
  const call = bench.call({ streamIncarnation: 2, ...overrides });
  return {
    createLiveStream: () => provider.createLiveStream(streamSpec, call),
    getStreamKey: () => provider.getStreamKey(handle, call),
    getStreamStatus: () => provider.getStreamStatus(handle, call),
    endLiveStream: () => provider.endLiveStream(handle, retire, call),
  };
}

/** Fails unless each of these calls throws this code in the provider's name. */
async function expectCode(
  bench: PlatformBench,
  calls: Record<string, () => Promise<unknown>>,
  code: string,
): Promise<void> {
  for (const [operation, run] of Object.entries(calls)) {
    const error = await bench.errorOf(run());
    bench
      .expect({ operation, code: error.code, provider: error.provider })
      .toEqual({ operation, code, provider: bench.provider.id });
  }
}

/** About a vendor that refuses or fails. */
export const platformFaultCases: readonly PlatformCase[] = [
  {
    name: "says unauthorized when its vendor does not accept the credentials",
    run: async (bench) => {
      const { handle } = await bench.create();
      const heal = await bench.break({ kind: "unauthorized", requests: "all" });
      await expectCode(bench, callsOf(bench, handle), "unauthorized");
      await heal();
      await bench.expectLiveStreams(1);
    },
  },
  {
    name: "says forbidden when the credentials may not do what was asked",
    run: async (bench) => {
      const { handle } = await bench.create();
      const heal = await bench.break({ kind: "forbidden", requests: "all" });
      await expectCode(bench, callsOf(bench, handle), "forbidden");
      await heal();
      await bench.expectLiveStreams(1);
    },
  },
  {
    name: "takes a stream that its vendor does not find for gone: no status, no key, nothing to end",
    run: async (bench) => {
      const { handle } = await bench.create();
      await bench.break({ kind: "not-found", requests: "all" });
      bench.expect({ exists: (await bench.status(handle)).exists }).toEqual({ exists: false });
      await expectCode(bench, { getStreamKey: callsOf(bench, handle).getStreamKey }, "not-found");
      await bench.endUntilEnded(handle, "retire");
    },
  },
  {
    name: "calls no stream ended while its vendor reports a conflict, and ends it afterwards",
    run: async (bench) => {
      const { handle } = await bench.create();
      const heal = await bench.break({ kind: "conflict", requests: "all" });
      const outcome = await bench.end(handle, "retire").then(
        ({ state }) => state,
        async (thrown: unknown) => (await bench.errorOf(Promise.reject(thrown))).code,
      );
      bench.expect({ outcome, ok: ["ending", "conflict"].includes(outcome) }).toEqual({ outcome, ok: true });
      await heal();
      await bench.endUntilEnded(handle, "retire");
      await bench.expectLiveStreams(0);
    },
  },
  {
    name: "says rate-limited when its vendor's quota is used up, and that a repetition is safe",
    run: async (bench) => {
      const { handle } = await bench.create();
      await bench.break({ kind: "rate-limited", requests: "all", retryAfterSeconds: 30 });
      const error = await bench.errorOf(callsOf(bench, handle).getStreamStatus());
      const { code, fault, retry, provider } = error;
      bench
        .expect({ code, fault, retry, provider })
        .toEqual({ code: "rate-limited", fault: "quota", retry: "safe", provider: bench.provider.id });
    },
  },
  {
    name: "hands on its vendor's hint of when to come back",
    run: async (bench) => {
      const { handle } = await bench.create();
      await bench.break({ kind: "rate-limited", requests: "all", retryAfterSeconds: 30 });
      const { retryAfterMs = 0 } = await bench.errorOf(callsOf(bench, handle).getStreamStatus());
      bench
        .expect({ retryAfterMs, asHinted: retryAfterMs > 25_000 && retryAfterMs <= 31_000 })
        .toEqual({ retryAfterMs, asHinted: true });
    },
  },
  {
    name: "says vendor-unavailable for a fault of its vendor, and goes on once that is over",
    run: async (bench) => {
      const { handle } = await bench.create();
      const heal = await bench.break({ kind: "server-error", requests: "all" });
      await expectCode(bench, callsOf(bench, handle), "vendor-unavailable");
      await heal();
      bench.expect({ exists: (await bench.status(handle)).exists }).toEqual({ exists: true });
      await bench.create({ streamIncarnation: 2 });
      await bench.expectLiveStreams(2);
    },
  },
  {
    name: "says timeout when no answer comes by the deadline, and aborted when it is cancelled meanwhile",
    run: async (bench) => {
      const { handle } = await bench.create();
      await bench.break({ kind: "no-answer", requests: "all" });
      const reasons = { timeout: new DOMException("The deadline has passed.", "TimeoutError"), aborted: undefined };
      for (const operation of ["createLiveStream", "getStreamKey", "getStreamStatus", "endLiveStream"] as const) {
        for (const [code, reason] of Object.entries(reasons)) {
          const controller = new AbortController();
          const before = bench.subject.requests();
          const pending = bench.errorOf(callsOf(bench, handle, { signal: controller.signal })[operation]());
          await bench.until(`the request of ${operation}`, () => bench.subject.requests() > before);
          controller.abort(reason);
          const error = await pending;
          bench
            .expect({ operation, code: error.code, provider: error.provider })
            .toEqual({ operation, code, provider: bench.provider.id });
        }
      }
    },
  },
];

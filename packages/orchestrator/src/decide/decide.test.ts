import { type ChannelMode, type ChannelOrder, type ChannelState, HybridStreamError } from "@hybrid-stream/spec";
import { fakeRelayProvider, fakeStreamingPlatform } from "@hybrid-stream/testkit";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { readOrderRequest } from "../face/order-request.js";
import { defaultPolicy } from "../policy.js";
import { absorb } from "./absorb.js";
import { decide } from "./decide.js";
import type { Outcome } from "./effect.js";
import type { Observations } from "./observations.js";

const begin = Date.parse("2026-01-01T00:00:00.000Z");
const facts = {
  instanceId: "me",
  relays: ["first", "second"].map((id) => ({
    id,
    capabilities: fakeRelayProvider({ id }).capabilities,
    canFind: true,
  })),
  platforms: [{ id: "platform", capabilities: fakeStreamingPlatform().capabilities, canFind: true }],
};
const base = { facts, policy: defaultPolicy, random: 0.5 };

function orderOf(mode: ChannelMode, change: Partial<ChannelOrder> = {}): ChannelOrder {
  const fields = readOrderRequest({ channelId: "show", mode, source: { kind: "agora", channel: "show" } });
  const times = { orderRevision: 1, session: 1, orderedAt: new Date(begin).toISOString() };
  return { ...fields, ...times, desired: "live", ...change };
}

const handle = { provider: "x", version: 1, data: { id: "1" } };
const good: Record<string, Outcome> = {
  "create-stream": {
    kind: "stream-created",
    stream: { handle, continuityWindowSeconds: 60, sessionHoldSeconds: 0 },
  },
  "start-relay": { kind: "relay-started", handle, keyId: "key-1" },
};

const at = (seconds: number): Date => new Date(begin + seconds * 1000);
const playing = (lastSegment: number): NonNullable<Observations["playback"]> => ({
  state: "playing",
  lastSegment,
  mediaSequence: 0,
  segmentCount: lastSegment + 1,
  targetDurationSeconds: 2,
  ended: false,
  programDateTime: null,
});

/** A channel brought to live by nothing but `decide` and `absorb`. It takes 10 s. */
function liveState(order: ChannelOrder): ChannelState {
  let state: ChannelState | null = null;
  for (let second = 0; second <= 10; second += 1) {
    const observations: Observations = state?.stream?.handle ? { playback: playing(second) } : {};
    const decision = decide({ ...base, order, state, observations, now: at(second) });
    state = decision.state;
    const { effect } = decision;
    const outcome = effect && good[effect.kind];
    if (effect && outcome) state = absorb({ ...base, order, state, effect, outcome, now: at(second) }).state;
  }
  if (state?.phase !== "live") throw new Error(`The channel is ${state?.phase}, not live.`);
  return state;
}

function deepFreeze<Value>(value: Value): Value {
  if (typeof value === "object" && value !== null && !(value instanceof Date)) {
    Object.freeze(value);
    for (const inner of Object.values(value)) deepFreeze(inner);
  }
  return value;
}

const failed = (code: "timeout" | "vendor-unavailable" | "unauthorized" | "rate-limited" | "not-found") => ({
  ok: false as const,
  error: new HybridStreamError({ code, message: "no answer" }).toJSON(),
});
const failure = fc.constantFrom(
  failed("timeout"),
  failed("vendor-unavailable"),
  failed("unauthorized"),
  failed("rate-limited"),
  failed("not-found"),
);
const observedAt = at(0);
const unknownRelay = fc.constantFrom("unknown" as const, "starting" as const, "queued" as const).map((state) => ({
  ok: true as const,
  value: {
    state,
    destination: "unknown" as const,
    health: "unknown" as const,
    progress: null,
    publisher: "unknown" as const,
    encoding: null,
    error: null,
    sourceExhausted: false,
    observedAt,
  },
}));
const unknownStream = fc.constant({
  ok: true as const,
  value: {
    exists: true,
    ingest: "unknown" as const,
    broadcastId: null,
    health: "unknown" as const,
    bitrateKbps: null,
    viewers: null,
    error: null,
    observedAt,
  },
});
const unknownRtc = fc.constant({
  ok: true as const,
  value: { publisher: "unknown" as const, hosts: [], audience: null, observedAt },
});
const nothingKnown: fc.Arbitrary<Observations> = fc.record(
  {
    rtc: fc.oneof(failure, unknownRtc),
    relay: fc.oneof(failure, unknownRelay),
    stream: fc.oneof(failure, unknownStream),
    playback: failure.map(({ error }) => ({ state: "unreachable" as const, error })),
  },
  { requiredKeys: [] },
);

describe("decide", () => {
  it.each(["hybrid", "hls-only", "agora-only"] as const)(
    "never acts on what it does not know, however long it does not know it: %s",
    (mode) => {
      const order = orderOf(mode);
      const live = liveState(order);
      fc.assert(
        fc.property(fc.array(fc.tuple(nothingKnown, fc.nat({ max: 90 })), { maxLength: 30 }), (turns) => {
          let state = live;
          let seconds = 10;
          for (const [observations, later] of turns) {
            seconds += later;
            const decision = decide({ ...base, order, state, observations, now: at(seconds) });
            expect(decision.effect).toBeNull();
            expect(decision.state.phase).toBe("live");
            expect(decision.wakeInMs).toBeLessThanOrEqual(10_000);
            state = decision.state;
          }
        }),
      );
    },
  );

  it("gives the same answer to the same question, and changes nothing that it was given", () => {
    fc.assert(
      fc.property(nothingKnown, fc.nat({ max: 200 }), fc.constantFrom("live", "ended"), (seen, later, desired) => {
        const order = orderOf("hybrid", { desired, orderRevision: 2 });
        const input = deepFreeze({
          ...base,
          order,
          state: liveState(orderOf("hybrid")),
          observations: { ...seen, ...(later % 2 === 0 && { playback: playing(later) }) },
          now: at(10 + later),
        });
        const first = decide(input);
        expect(decide(input)).toEqual(first);
        const outcome = { kind: "failed" as const, error: failed("timeout").error };
        if (first.effect === null) return;
        const absorbed = deepFreeze({
          ...base,
          order,
          state: first.state,
          effect: first.effect,
          outcome,
          now: input.now,
        });
        expect(absorb(absorbed)).toEqual(absorb(absorbed));
      }),
    );
  });

  it("has at most one request under way, and names the next look before anything can be too late", () => {
    const first = decide({ ...base, order: orderOf("hybrid"), state: null, observations: {}, now: at(0) });
    expect(first.effect).toEqual({ kind: "create-stream", platform: "platform", incarnation: 1 });
    expect(first.state.stream).toMatchObject({ step: "creating", requested: true, incarnation: 1 });
    expect(first.journal.map(({ kind }) => kind)).toEqual(["decision", "phase"]);
  });

  it("never starts or fences in hls-only, whatever it sees", () => {
    const order = orderOf("hls-only");
    const ingest = fc.constantFrom("receiving" as const, "interrupted" as const, "idle" as const, "refused" as const);
    const seen = fc.record({
      stream: fc.tuple(ingest, unknownStream).map(([value, { value: status }]) => ({
        ok: true as const,
        value: { ...status, ingest: value },
      })),
      playback: fc.nat({ max: 50 }).map(playing),
    });
    fc.assert(
      fc.property(fc.array(fc.tuple(seen, fc.nat({ max: 90 })), { maxLength: 20 }), (turns) => {
        let state = liveState(order);
        let seconds = 10;
        for (const [observations, later] of turns) {
          seconds += later;
          const decision = decide({ ...base, order, state, observations, now: at(seconds) });
          expect(decision.effect).toBeNull();
          state = decision.state;
        }
        expect([state.relay, state.counters.relayGeneration]).toEqual([null, 0]);
      }),
    );
  });

  it("says live only while new segments come: relay and ingest alone prove nothing", () => {
    const order = orderOf("hybrid");
    const state = liveState(order);
    const stands = decide({ ...base, order, state, observations: { playback: playing(10) }, now: at(22) });
    expect(stands.state.phase).toBe("live");
    const late = decide({ ...base, order, state, observations: { playback: playing(10) }, now: at(23) });
    expect(late).toMatchObject({ effect: null, state: { phase: "live" } });
    const again = { ...base, order, state: late.state, observations: { playback: playing(10) } };
    const stalled = decide({ ...again, now: at(25) });
    expect(stalled.state).toMatchObject({ phase: "recovering", relay: { step: "stopping" } });
    expect(stalled.effect?.kind).toBe("stop-relay");
    const slow = { ...playing(10), targetDurationSeconds: 6 };
    expect(decide({ ...base, order, state, observations: { playback: slow }, now: at(28) }).state.phase).toBe("live");
  });
});

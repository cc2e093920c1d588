import type { ChannelState, Handle, Hint, JsonObject } from "@hybrid-stream/spec";
import { describe, expect, it } from "vitest";
import { readOrderRequest } from "../face/order-request.js";
import { completeHandles } from "./complete-handles.js";
import { openSession } from "./initial-state.js";

const at = "2026-01-01T00:00:00.000Z";
const now = new Date("2026-01-01T00:01:00.000Z");
const later = "2026-01-01T06:00:00.000Z";

const handleOf = (data: JsonObject, change: Partial<Handle> = {}): Handle => ({
  provider: "cloud",
  version: 1,
  data,
  ...change,
});
const partial = handleOf({ task: "task-1", resource: "r-1", session: null });
const hintOf = (patch: Handle, change: Partial<Hint> = {}): Hint => ({
  id: "notice-1",
  provider: "cloud",
  vendorRef: "task-1",
  summary: "started",
  handlePatch: patch,
  ...change,
});

function stateWith(handle: Handle | null, tombstones: (Handle | null)[] = []): ChannelState {
  const fields = readOrderRequest({ channelId: "show", mode: "hybrid", source: { kind: "agora", channel: "show" } });
  const order = { ...fields, orderRevision: 1, session: 1, orderedAt: at, desired: "live" } as const;
  const state = openSession(order, null, new Date(at));
  const numbers = { provider: "cloud", generation: 1, attempt: 1, instanceId: "me", handle };
  return {
    ...state,
    relay: {
      ...numbers,
      step: "starting",
      keyId: null,
      requested: true,
      outcomeUnknown: false,
      startedAt: null,
      absentSince: null,
      proven: false,
      sourceExhausted: false,
      stopReason: null,
      lastError: null,
      encoding: null,
    },
    tombstones: tombstones.map((each) => ({ ...numbers, handle: each, since: at, lookAgainAt: later })),
  };
}

describe("completeHandles", () => {
  it("adds to a partial handle what it lacks, and changes nothing else", () => {
    const state = stateWith(partial);
    const before = structuredClone(state);
    const next = completeHandles(state, [hintOf(handleOf({ task: "task-1", session: "s-1" }))], now);
    expect(next).toEqual({
      ...before,
      relay: { ...before.relay, handle: handleOf({ task: "task-1", resource: "r-1", session: "s-1" }) },
    });
    expect(state).toEqual(before);
  });

  it("completes a former relay's handle too, and has it looked at again at once", () => {
    const next = completeHandles(stateWith(null, [partial, null]), [hintOf(handleOf({ session: "s-1" }))], now);
    expect(next.relay?.handle).toBeNull();
    expect(next.tombstones.map(({ handle, lookAgainAt }) => [handle?.data.session, lookAgainAt])).toEqual([
      ["s-1", now.toISOString()],
      [undefined, later],
    ]);
  });

  it.each<[string, Hint]>([
    ["another task", hintOf(handleOf({ session: "s-1" }), { vendorRef: "task-2" })],
    ["another provider", hintOf(handleOf({ session: "s-1" }, { provider: "other" }), { provider: "other" })],
    ["a patch for another provider", hintOf(handleOf({ session: "s-1" }, { provider: "other" }))],
    ["another version of handles", hintOf(handleOf({ session: "s-1" }, { version: 2 }))],
    ["a contradiction", hintOf(handleOf({ resource: "r-2", session: "s-1" }))],
    ["nothing new", hintOf(handleOf({ resource: "r-1", session: null }))],
  ])("leaves everything as it is for %s", (_what, hint) => {
    const state = stateWith(partial, [partial]);
    expect(completeHandles(state, [hint], now)).toBe(state);
  });

  it("never replaces what is known: the first complete word stands", () => {
    const hints = ["s-1", "s-2"].map((session) => hintOf(handleOf({ session })));
    expect(completeHandles(stateWith(partial), hints, now).relay?.handle?.data.session).toBe("s-1");
  });
});

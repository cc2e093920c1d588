import { describe, expect, it } from "vitest";
import { readInputStatus } from "./input-status.js";

const current = (state: unknown, more: object = {}) => ({ current: { state, ...more } });

describe("an input's status", () => {
  it.each([
    ["null", null, "never-connected"],
    ["nothing", undefined, "never-connected"],
    ["an object without current", {}, "never-connected"],
    ["current: null", { current: null }, "never-connected"],
    ["connected", current("connected", { reason: null }), "connected"],
    ["disconnected", current("disconnected", { reason: "clientDisconnect" }), "disconnected"],
    ["errored", current("errored", { reason: "badRequest" }), "errored"],
    ["a state of tomorrow", current("hibernating"), "unknown"],
    ["a state that is a name of Object's", current("constructor"), "unknown"],
    ["a state that is no text", current(7), "unknown"],
    ["a number", 7, "unknown"],
    ["a list", [], "unknown"],
    ["the published word connected", "connected", "connected"],
    ["the published word reconnected", "reconnected", "connected"],
    ["the published word reconnecting", "reconnecting", "reconnecting"],
    ["the published word client_disconnect", "client_disconnect", "disconnected"],
    ["the published word ttl_exceeded", "ttl_exceeded", "disconnected"],
    ["the published word failed_to_connect", "failed_to_connect", "errored"],
    ["a word of tomorrow", "hibernating", "unknown"],
  ])("reads %s", (_, value, state) => {
    expect(readInputStatus(value).state).toBe(state);
  });

  it("takes dates and reasons as they come, and none for what is no date or text", () => {
    const told = readInputStatus(
      current("disconnected", {
        reason: "<b>bad</b>",
        statusEnteredAt: "2026-05-28T10:00:00.123456Z",
        statusLastSeen: 7,
      }),
    );
    expect(told).toEqual({
      state: "disconnected",
      reason: "-b-bad-b-",
      enteredAt: new Date("2026-05-28T10:00:00.123Z"),
      lastSeenAt: null,
    });
  });
});

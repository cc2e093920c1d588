import { createVirtualClock } from "@hybrid-stream/testkit";
import { describe, expect, it } from "vitest";
import { ViewerSessions, viewerWindowSeconds } from "./viewer-sessions.js";

describe("viewer sessions", () => {
  it("count once each, until they were not seen for the window", async () => {
    const clock = createVirtualClock();
    const sessions = new ViewerSessions(clock);
    const [one, other] = [sessions.newSessionId(), sessions.newSessionId()];
    expect(sessions.count(10)).toBe(0);
    sessions.saw(one);
    sessions.saw(one);
    await clock.advance(6_000);
    sessions.saw(other);
    expect(sessions.count(10)).toBe(2);
    await clock.advance(5_000);
    expect(sessions.count(10)).toBe(1);
    sessions.saw(one);
    expect(sessions.count(10)).toBe(2);
    await clock.advance(10_001);
    expect(sessions.count(10)).toBe(0);
  });

  it("take no memory for ids that this origin would not make, and forget the oldest beyond their bound", () => {
    const sessions = new ViewerSessions(createVirtualClock(), 3);
    sessions.saw("x".repeat(10_000));
    sessions.saw("");
    expect(sessions.count(10)).toBe(0);
    for (let index = 0; index < 10; index++) sessions.saw(sessions.newSessionId());
    expect(sessions.count(10)).toBe(3);
  });

  it("have a window of three target durations, 10 s at least", () => {
    expect([1, 2, 4, 6].map(viewerWindowSeconds)).toEqual([10, 10, 12, 18]);
  });
});

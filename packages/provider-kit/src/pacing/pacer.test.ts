import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { catchError } from "../../test/catch-error.js";
import { pacerOnVirtualClock } from "../../test/pacer-on-virtual-clock.js";
import { createPacer, type PacerPriority } from "./pacer.js";

describe("createPacer", () => {
  it("lets a burst go at once and spaces out the rest", async () => {
    const { clock, went, ask, pacer } = pacerOnVirtualClock({ ratePerSecond: 2, burst: 2, reserve: 0 });
    for (let count = 0; count < 4; count += 1) ask("start");
    await clock.advance(0);
    expect(pacer.waiting).toBe(2);
    await clock.advance(2000);
    expect(went.map(({ at }) => at)).toEqual([0, 0, 500, 1000]);
    expect(pacer.waiting).toBe(0);
    expect(clock.pendingTimers).toBe(0);
  });

  it("lets the urgent go first, and equals in the order of asking", async () => {
    const { clock, names, ask } = pacerOnVirtualClock({ ratePerSecond: 1, burst: 1 });
    ask("analytics", "first of all");
    for (const priority of ["analytics", "sweep", "observe", "start", "fence", "stop"] as const) ask(priority);
    ask("observe", "observe 2");
    await clock.advance(10_000);
    expect(names()).toEqual(["first of all", "stop", "fence", "start", "observe", "observe 2", "sweep", "analytics"]);
  });

  it("keeps 30 % for stops and fences", async () => {
    const { clock, names, ask, pacer } = pacerOnVirtualClock({ ratePerSecond: 1, burst: 10 });
    for (let count = 0; count < 20; count += 1) ask("observe");
    await clock.advance(0);
    expect(names()).toHaveLength(7);
    ask("stop");
    ask("fence");
    ask("stop");
    await clock.advance(0);
    expect(names().slice(7)).toEqual(["stop", "fence", "stop"]);
    expect(pacer.waiting).toBe(13);
  });

  it("fills up what was kept before it serves others again", async () => {
    const { clock, went, ask } = pacerOnVirtualClock({ ratePerSecond: 1, burst: 10 });
    for (let count = 0; count < 10; count += 1) ask("stop");
    ask("start");
    await clock.advance(10_000);
    expect(went.at(-1)).toEqual({ name: "start", at: 4000 });
  });

  it("forgets one who gives up, and serves the next", async () => {
    const { clock, pacer, ask, names } = pacerOnVirtualClock({ ratePerSecond: 1, burst: 1 });
    const controller = new AbortController();
    ask("start", "first");
    const givenUp = catchError(() => pacer.acquire({ priority: "stop", signal: controller.signal }));
    ask("start", "second");
    controller.abort();
    expect(await givenUp).toMatchObject({ code: "aborted", retry: "safe" });
    await clock.advance(1000);
    expect(names()).toEqual(["first", "second"]);
  });

  it("takes nobody whose signal has aborted, and tells a deadline from a cancellation", async () => {
    const { pacer } = pacerOnVirtualClock({ ratePerSecond: 1 });
    const late = AbortSignal.abort(new DOMException("late", "TimeoutError"));
    expect(await catchError(() => pacer.acquire({ priority: "stop", signal: late }))).toMatchObject({
      code: "timeout",
    });
    expect(pacer.waiting).toBe(0);
  });

  it.each([
    ["ratePerSecond", { ratePerSecond: 0 }],
    ["ratePerSecond", { ratePerSecond: Number.NaN }],
    ["burst", { ratePerSecond: 1, burst: 0 }],
    ["reserve", { ratePerSecond: 1, reserve: 1 }],
  ])("refuses a wrong %s", async (field, options) => {
    expect(await catchError(() => createPacer(options))).toMatchObject({ code: "invalid-options", field });
  });

  it("never exceeds its rate and serves everybody", async () => {
    const priority = fc.constantFrom<PacerPriority>("stop", "fence", "start", "observe", "sweep", "analytics");
    const asks = fc.array(fc.tuple(fc.integer({ min: 0, max: 400 }), priority), { minLength: 1, maxLength: 30 });
    const bounds = fc.record({
      ratePerSecond: fc.double({ min: 0.3, max: 20, noNaN: true }),
      burst: fc.double({ min: 1, max: 10, noNaN: true }),
      reserve: fc.double({ min: 0, max: 0.9, noNaN: true }),
    });
    await fc.assert(
      fc.asyncProperty(bounds, asks, async (options, requests) => {
        const { clock, went, ask } = pacerOnVirtualClock(options);
        for (const [pause, wanted] of requests) {
          ask(wanted);
          await clock.advance(pause);
        }
        expect(await clock.runUntil(() => went.length === requests.length)).toBe(true);
        for (const [first, { at: from }] of went.entries()) {
          for (const [last, { at: to }] of went.entries()) {
            if (last < first) continue;
            const allowed = options.burst + ((to - from) * options.ratePerSecond) / 1000;
            expect(last - first + 1).toBeLessThanOrEqual(allowed + 0.01);
          }
        }
      }),
      { numRuns: 60 },
    );
  });
});

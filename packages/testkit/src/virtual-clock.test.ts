import { delay } from "@hybrid-stream/spec";
import { expect, it } from "vitest";
import { createVirtualClock } from "./virtual-clock.js";

it("stands still until it is moved", async () => {
  const clock = createVirtualClock({ start: new Date("2026-05-01T10:00:00Z") });
  await new Promise((resolve) => setImmediate(resolve));
  expect(clock.now().toISOString()).toBe("2026-05-01T10:00:00.000Z");
  await clock.advance(1500);
  expect(clock.now().toISOString()).toBe("2026-05-01T10:00:01.500Z");
  expect(clock.monotonic()).toBe(1500);
});

it("runs timers in the order of their time, then of their making", async () => {
  const clock = createVirtualClock();
  const ran: string[] = [];
  clock.setTimeout(() => ran.push(`b@${clock.monotonic()}`), 20);
  clock.setTimeout(() => ran.push(`a@${clock.monotonic()}`), 10);
  clock.setTimeout(() => ran.push(`c@${clock.monotonic()}`), 20);
  clock.clearTimeout(clock.setTimeout(() => ran.push("cleared"), 5));
  clock.setTimeout(() => ran.push("late"), 21);
  await clock.advance(20);
  expect(ran).toEqual(["a@10", "b@20", "c@20"]);
  expect(clock.pendingTimers).toBe(1);
  expect(clock.nextTimerAt).toBe(21);
});

it("lets asynchronous code set its next timer before time goes on", async () => {
  const clock = createVirtualClock();
  const ticks: number[] = [];
  const loop = async (): Promise<void> => {
    while (ticks.length < 5) {
      await delay(clock, 100);
      await Promise.resolve().then(() => new Promise((resolve) => setImmediate(resolve)));
      ticks.push(clock.monotonic());
    }
  };
  const done = loop();
  await clock.advance(450);
  expect(ticks).toEqual([100, 200, 300, 400]);
  await clock.advance(50);
  await done;
  expect(ticks).toHaveLength(5);
});

it("moves to a date, and not into the past", async () => {
  const clock = createVirtualClock();
  await clock.advanceTo(new Date("2026-01-01T00:01:00Z"));
  expect(clock.monotonic()).toBe(60_000);
  await expect(clock.advanceTo(new Date("2026-01-01T00:00:00Z"))).rejects.toMatchObject({ code: "invalid-options" });
});

it("runs until something is true, or gives up at the limit", async () => {
  const clock = createVirtualClock();
  let count = 0;
  const tick = (): void => {
    count += 1;
    clock.setTimeout(tick, 1000);
  };
  clock.setTimeout(tick, 1000);
  expect(await clock.runUntil(() => count === 3)).toBe(true);
  expect(clock.monotonic()).toBe(3000);
  expect(await clock.runUntil(() => false, { limitMs: 2500 })).toBe(false);
  expect(clock.monotonic()).toBe(5500);
});

it("refuses to be moved by two at once", async () => {
  const clock = createVirtualClock();
  const first = clock.advance(10);
  await expect(clock.advance(10)).rejects.toMatchObject({ code: "conflict" });
  await first;
  expect(clock.monotonic()).toBe(10);
});

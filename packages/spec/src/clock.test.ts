import { getEventListeners } from "node:events";
import { describe, expect, it } from "vitest";
import { type Clock, delay, systemClock } from "./clock.js";

/** One timer at a time, run by hand. */
function handClock(): Clock & { fire(): void; readonly pending: number } {
  const timers = new Map<number, () => void>();
  let made = 0;
  return {
    now: () => new Date(0),
    monotonic: () => 0,
    setTimeout: (callback) => {
      made += 1;
      timers.set(made, callback);
      return made;
    },
    clearTimeout: (handle) => void timers.delete(Number(handle)),
    fire: () => {
      for (const [handle, callback] of [...timers]) {
        timers.delete(handle);
        callback();
      }
    },
    get pending() {
      return timers.size;
    },
  };
}

describe("delay", () => {
  it("waits for its timer and leaves no listener behind", async () => {
    const clock = handClock();
    const { signal } = new AbortController();
    const waiting = delay(clock, 1000, signal);
    expect([clock.pending, getEventListeners(signal, "abort").length]).toEqual([1, 1]);
    clock.fire();
    await waiting;
    expect([clock.pending, getEventListeners(signal, "abort").length]).toEqual([0, 0]);
  });

  it("ends with the signal's reason and leaves neither timer nor listener", async () => {
    const clock = handClock();
    const controller = new AbortController();
    const waiting = delay(clock, 1000, controller.signal);
    const reason = new Error("enough");
    controller.abort(reason);
    await expect(waiting).rejects.toBe(reason);
    expect([clock.pending, getEventListeners(controller.signal, "abort").length]).toEqual([0, 0]);
  });

  it("sets no timer for a signal that has aborted already", async () => {
    const clock = handClock();
    await expect(delay(clock, 1000, AbortSignal.abort("over"))).rejects.toBe("over");
    expect(clock.pending).toBe(0);
  });

  it("needs no signal", async () => {
    const clock = handClock();
    const waiting = delay(clock, 1000);
    clock.fire();
    await expect(waiting).resolves.toBeUndefined();
  });
});

describe("systemClock", () => {
  it("runs timers, and takes them back", async () => {
    const before = systemClock.monotonic();
    const ran: string[] = [];
    systemClock.clearTimeout(systemClock.setTimeout(() => ran.push("cleared"), 1));
    await new Promise<void>((resolve) => {
      systemClock.setTimeout(() => {
        ran.push("due");
        resolve();
      }, 5);
    });
    expect(ran).toEqual(["due"]);
    expect(systemClock.monotonic()).toBeGreaterThanOrEqual(before);
    expect(systemClock.now()).toBeInstanceOf(Date);
  });
});

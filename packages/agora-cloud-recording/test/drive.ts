import type { VirtualClock } from "@hybrid-stream/testkit";

const stepMs = 20;

/**
 * Lets virtual time pass while a call is under way, for what waits for its turn in it. Real time passes as well: a
 * virtual deadline must not overtake an answer that is being made.
 */
export function createDriver(clock: VirtualClock) {
  let underWay = 0;
  let pumping: Promise<void> | null = null;

  const pump = async (): Promise<void> => {
    while (underWay > 0) {
      await new Promise<void>((resolve) => setTimeout(resolve, 1));
      if (underWay > 0) await clock.advance(stepMs);
    }
    pumping = null;
  };

  return async function drive<Result>(work: () => Promise<Result>): Promise<Result> {
    underWay += 1;
    pumping ??= pump();
    try {
      return await work();
    } finally {
      underWay -= 1;
      // The clock is free again for whoever moves it next.
      if (underWay === 0) await pumping;
    }
  };
}

export type Drive = ReturnType<typeof createDriver>;

/** The same object; while one of its asynchronous methods runs, time passes. */
export function driven<Target extends object>(target: Target, drive: Drive): Target {
  return new Proxy(target, {
    get(_, name) {
      const member: unknown = Reflect.get(target, name);
      if (typeof member !== "function") return member;
      return (...input: unknown[]) => drive(async () => member.apply(target, input));
    },
  });
}

import { createVirtualClock } from "@hybrid-stream/testkit";
import { createPacer, type PacerOptions, type PacerPriority } from "../src/pacing/pacer.js";

/** A pacer on a virtual clock, with the list of those who went and when. */
export function pacerOnVirtualClock(options: Omit<PacerOptions, "clock">) {
  const clock = createVirtualClock();
  const pacer = createPacer({ ...options, clock });
  const went: { name: string; at: number }[] = [];
  const ask = (priority: PacerPriority, name: string = priority): void => {
    const { signal } = new AbortController();
    void pacer.acquire({ priority, signal }).then(() => went.push({ name, at: clock.monotonic() }));
  };
  return { clock, pacer, went, ask, names: () => went.map(({ name }) => name) };
}

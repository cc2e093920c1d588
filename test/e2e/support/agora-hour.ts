import type { JournalEntry } from "@hybrid-stream/spec";
import { expect } from "vitest";
import { agoraFleet, type FleetOptions } from "./agora-fleet.js";

const channels = 200;
const hourSeconds = 3600;
const breakEverySeconds = 15;
/** From the first conclusive answer that the service gives, or would give, to the entry in the journal. */
const seenWithinMs = 35_000;

export const saysDead = ({ kind, data }: JournalEntry): boolean =>
  kind === "condition" && data.condition === "RelayRunning" && data.to === "false";
export const saysPoor = ({ kind, data }: JournalEntry): boolean => kind === "phase" && data.to === "degraded";

const never = (): boolean => false;

/** How a kind of failure shows at the vendor, and what the journal has to say of it. */
interface Judgement {
  /**
   * 0: the vendor's answer is conclusive from the failure on. Else the vendor answers 404, which may be a move: only
   * what comes so long after the first of these is conclusive, and that first one must not be late either.
   */
  readonly proofSeconds: number;
  readonly says: (entry: JournalEntry) => boolean;
}

/**
 * 200 channels for an hour, with a task broken every 15 s: no request is refused for its rate, every failure is in the
 * journal in time, and every channel is live in the end.
 */
export async function runForAnHour(
  options: FleetOptions,
  judgements: Readonly<Record<string, Judgement>>,
): Promise<void> {
  const fleet = agoraFleet(options);
  for (let index = 0; index < channels; index += 1) {
    await fleet.order(`show-${index}`);
    await fleet.clock.advance(1000);
  }
  await fleet.clock.advance(60_000);
  expect(fleet.live.size).toBe(channels);
  for (let second = 0; second < hourSeconds; second += breakEverySeconds) {
    // Nothing is broken so late that its end could not be seen any more.
    if (second < hourSeconds - 240) fleet.breakOne();
    await fleet.clock.advance(breakEverySeconds * 1000);
  }
  expect(fleet.answers.get(429) ?? 0).toBe(0);
  const late: object[] = [];
  for (const failure of fleet.failures) {
    const { proofSeconds = 0, says = never } = judgements[failure.kind] ?? {};
    const seenAt = (await fleet.told(failure, says)) ?? Number.POSITIVE_INFINITY;
    const { at, missingAt } = failure;
    const firstAt = proofSeconds === 0 ? at : (missingAt ?? Number.POSITIVE_INFINITY);
    const tookMs = seenAt - (firstAt + proofSeconds * 1000);
    if (firstAt - at <= seenWithinMs && tookMs <= seenWithinMs) continue;
    late.push({ ...failure, missedMs: firstAt - at, tookMs });
  }
  expect(late).toEqual([]);
  for (const kind of Object.keys(judgements)) {
    expect(fleet.failures.filter((failure) => failure.kind === kind).length).toBeGreaterThan(50);
  }
  expect(fleet.failures.filter(({ mendedAt }) => mendedAt === null)).toEqual([]);
  expect(fleet.live.size).toBe(channels);
  await fleet.close();
}

import { type Contest, contestsOn } from "../platform-cycles/contests.js";
import type { SimulatorsApi } from "../platform-cycles/simulators-api.js";
import { startProcess } from "../remote/rpc.js";
import type { Figure, Findings, Measure, MeasureContext } from "../shared/measure.js";
import { spreadOf } from "../shared/statistics.js";

interface Series {
  readonly cycle: (number: number) => Promise<void>;
  readonly first: number;
  readonly cycles: number;
  readonly atOnce: number;
}

/** Cycles a second. */
async function rateOf({ cycle, first, cycles, atOnce }: Series): Promise<number> {
  let next = first;
  const work = async (): Promise<void> => {
    while (next < first + cycles) {
      next += 1;
      await cycle(next);
    }
  };
  const began = performance.now();
  await Promise.all(Array.from({ length: atOnce }, work));
  return (cycles * 1000) / (performance.now() - began);
}

async function compete(contest: Contest, { quick, say }: MeasureContext): Promise<Figure[]> {
  const cycles = quick ? 100 : 400;
  const ours: number[] = [];
  const theirs: number[] = [];
  let first = 0;
  const run = async (cycle: (number: number) => Promise<void>): Promise<number> => {
    first += 10_000;
    return rateOf({ cycle, first, cycles, atOnce: contest.atOnce });
  };
  // The first round warms both up.
  for (let round = 0; round <= (quick ? 2 : 6); round += 1) {
    say(`platform-cycles: ${contest.name}, round ${round}`);
    const mine = round % 2 === 0 ? await run(contest.ours) : null;
    const other = await run(contest.theirs);
    const after = mine ?? (await run(contest.ours));
    if (round === 0) continue;
    ours.push(after);
    theirs.push(other);
  }
  const ratio = spreadOf(ours.map((rate, round) => rate / (theirs[round] ?? rate)));
  const perSecond = (name: string, rates: readonly number[]): Figure => ({
    name,
    unit: "/s",
    value: spreadOf(rates),
    goal: null,
  });
  return [
    { name: `${contest.name} ÷ ${contest.peer}`, unit: "x", value: ratio, goal: contest.goal },
    perSecond(contest.name, ours),
    perSecond(contest.peer, theirs),
  ];
}

async function run(context: MeasureContext): Promise<Findings> {
  const simulators = startProcess<SimulatorsApi>(new URL("../platform-cycles/simulators-process.ts", import.meta.url));
  try {
    const contests = contestsOn(await simulators.call("accounts", null));
    const figures: Figure[] = [];
    for (const contest of contests) {
      try {
        figures.push(...(await compete(contest, context)));
      } finally {
        await contest.close();
      }
    }
    return {
      figures,
      notes: [
        `A cycle creates a live stream, asks for its status and ends it, against the same simulator on a loopback socket in a process of its own. The peers do just that, in three requests. Ours look for the stream before they create it, so that a lost answer never makes a second one, and end in the steps that keep recordings: each of these is a request more. Pacing is out of the way; for Mux eight cycles run side by side, else one after the other.`,
      ],
    };
  } finally {
    await simulators.close();
  }
}

export const platformCycles: Measure = {
  name: "platform-cycles",
  what: "create, status and end of live streams per second, beside the vendors' own clients",
  run,
};

import { Big } from "big.js";

type Step = readonly [usd: string, upTo: number];

const open = Number.POSITIVE_INFINITY;
const input: readonly Step[] = [
  ["0.025", 5_000],
  ["0.02375", 15_000],
  ["0.023125", 25_000],
  ["0.0225", open],
];
const storage: readonly Step[] = [
  ["0.0024", 50_000],
  ["0.00232", 150_000],
  ["0.00228", 250_000],
  ["0.00224", open],
];
const delivery: readonly Step[] = [
  ...([
    ["0", 100_000],
    ["0.0008", 600_000],
    ["0.00076", 1_100_000],
    ["0.00072", 2_100_000],
  ] as const),
  ...([
    ["0.00067", 6_100_000],
    ["0.00061", 10_100_000],
    ["0.00056", open],
  ] as const),
];
const plans = [
  ["0", "20"],
  ["20", "100"],
  ["500", "1000"],
] as const;

function graduated(quantity: Big, steps: readonly Step[]): Big {
  let cost = new Big(0);
  let from = 0;
  for (const [usd, upTo] of steps) {
    if (quantity.lte(from)) break;
    const part = upTo === open || quantity.lt(upTo) ? quantity.minus(from) : new Big(upTo - from);
    cost = cost.plus(part.times(usd));
    from = upTo;
  }
  return cost;
}

/** The free minutes first, then the list price; the volume discounts begin above what is compared here. */
function agora(audio: Big, video: Big): Big {
  const free = new Big(10_000).minus(audio);
  return video.gt(free) ? video.minus(free).times("0.00399") : new Big(0);
}

/** What the architecture `mux` costs in a month of the list prices, written out with big.js. */
export function muxMonthWithBig(viewers: number, hours: number): Big {
  const minutes = new Big(hours).times(60);
  const usage = graduated(minutes, input)
    .plus(graduated(minutes, storage))
    .plus(graduated(minutes.times(viewers), delivery));
  let least: Big | null = null;
  for (const [fee, credit] of plans) {
    const due = usage.lt(credit) ? new Big(fee) : usage.minus(credit).plus(fee);
    if (least === null || due.lt(least)) least = due;
  }
  return agora(minutes, minutes)
    .plus(minutes.times("0.00199"))
    .plus(least ?? 0);
}

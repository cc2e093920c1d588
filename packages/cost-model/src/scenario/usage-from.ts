import { divideUp, larger } from "../money/divide.js";
import type { Usage, UsageLine } from "../rate/usage.js";
import { type Activity, requestsIn } from "./activity.js";
import { type Architecture, isRtc } from "./architecture.js";
import { linesOf } from "./usage-lines.js";

/** How a show is carried, and what its usage depends on beside what happens in it. */
export interface Carriage {
  readonly architecture: Architecture;
  readonly region: string;
  readonly segmentSeconds: number;
  readonly viewersPerServer: number;
}

function sumOf(activities: readonly Activity[], field: "liveTime" | "relayTime" | "hlsViewerTime"): bigint {
  return activities.reduce((sum, activity) => sum + activity[field], 0n);
}

/** Machines of one's own: one origin, or as many as the most viewers at one moment need. */
function serverLines(carriage: Carriage, activities: readonly Activity[]): Omit<UsageLine, "region">[] {
  const { architecture, viewersPerServer } = carriage;
  const lines: Omit<UsageLine, "region">[] = [];
  if (architecture.platform === "self-hosted") {
    const peak = activities.reduce((most, { peakHlsViewers }) => larger(most, peakHlsViewers), 0n);
    const needed = architecture.cdn === "server" ? divideUp(peak, BigInt(viewersPerServer)) : 1n;
    lines.push({ meter: "hetzner.ccx13", quantity: sumOf(activities, "relayTime"), count: larger(needed, 1n) });
  }
  if (architecture.dyno !== "none") {
    lines.push({ meter: `heroku.${architecture.dyno}`, quantity: sumOf(activities, "liveTime") });
  }
  return lines;
}

/** The time on the air by itself, with the mean number of viewers: what the seed's CDN line is looked up by. */
function airLine({ architecture }: Carriage, activities: readonly Activity[]): Omit<UsageLine, "region">[] {
  if (isRtc(architecture.platform)) return [];
  const quantity = sumOf(activities, "relayTime");
  const level = quantity === 0n ? 0n : divideUp(sumOf(activities, "hlsViewerTime"), quantity);
  return [{ meter: "hls.air-time", quantity, level }];
}

/**
 * What activities use of every meter. Estimates and meters both come through here, so that one can be held against the
 * other. Lines of one meter are added up; meters of which nothing was used stay out, except machines, which are paid idle.
 */
export function usageFrom(carriage: Carriage, activities: readonly Activity[]): Usage {
  const { architecture, region, segmentSeconds } = carriage;
  const quantities = new Map<string, bigint>();
  for (const activity of activities) {
    const writes = requestsIn(activity.relayTime, segmentSeconds);
    for (const { meter, quantity } of linesOf(architecture, activity, writes)) {
      quantities.set(meter, (quantities.get(meter) ?? 0n) + quantity);
    }
  }
  const used = [...quantities].filter(([, quantity]) => quantity > 0n);
  return [
    ...used.map(([meter, quantity]) => ({ meter, quantity, region })),
    ...airLine(carriage, activities).map((line) => ({ ...line, region })),
    ...serverLines(carriage, activities).map((line) => ({ ...line, region })),
  ];
}

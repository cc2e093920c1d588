import type { Plan } from "../book/price-book.js";
import { divideUp } from "../money/divide.js";
import type { Demand } from "./demand.js";

/** A part of a quantity, from the end of the one before to `to`, of which `percent` of the list price is due. */
export interface Segment {
  readonly to: bigint;
  readonly percent: bigint;
}

/** Draws the demands of one pool in order, and says which part of each falls into which of its steps. */
function drawPool(pool: Plan["pools"][number], demands: readonly Demand[], into: Map<Demand, Segment[]>): void {
  let position = 0n;
  for (const meter of pool.order) {
    const weight = pool.weights.get(meter) ?? 100n;
    for (const demand of demands.filter(({ price }) => price.meter === meter)) {
      const segments: Segment[] = [];
      const end = position + demand.billable * weight;
      for (const { upTo, percent } of pool.tiers) {
        if (upTo !== null && upTo <= position) continue;
        const to = upTo === null || upTo >= end ? demand.billable : (upTo - position) / weight;
        segments.push({ to, percent });
        if (to === demand.billable) break;
      }
      into.set(demand, segments);
      position = end;
    }
  }
}

/** Free quantities of other meters that come with what was bought, such as a server's traffic. */
function drawIncluded(demands: readonly Demand[], into: Map<Demand, Segment[]>): void {
  for (const { price, billable } of demands) {
    for (const [meter, perBlock] of price.includes) {
      const free = perBlock * divideUp(billable, price.block);
      for (const demand of demands) {
        if (demand.price.meter !== meter || free === 0n) continue;
        const segments = [{ to: free, percent: 0n }];
        if (demand.billable > free) segments.push({ to: demand.billable, percent: 100n });
        into.set(demand, segments);
      }
    }
  }
}

/** For each demand that a plan or another purchase makes cheaper: by how much, from its first unit on. */
export function segmentsOf(plan: Plan | null, demands: readonly Demand[]): ReadonlyMap<Demand, readonly Segment[]> {
  const segments = new Map<Demand, Segment[]>();
  drawIncluded(demands, segments);
  for (const pool of plan?.pools ?? []) drawPool(pool, demands, segments);
  return segments;
}

import { createPacer, type Pacer } from "@hybrid-stream/provider-kit";
import type { Clock } from "@hybrid-stream/spec";

/** Mux counts POST apart from all other methods. Source: Mux, make-api-requests. */
export type MuxQuota = "post" | "other";

/** "With bursts", Mux says of POST, and not of how many: a few are on the safe side. */
const postBurstSeconds = 5;

// By clock as well: a pacer lives by one, and tests bring their own.
const shared = new WeakMap<Clock, Map<string, Pacer>>();

function pacerFor(quota: MuxQuota, allowed: number, clock: Clock): Pacer {
  if (quota === "post") {
    return createPacer({ clock, ratePerSecond: allowed, burst: Math.max(1, allowed * postBurstSeconds) });
  }
  // What goes at once and what follows must together stay below the quota in every window of one second.
  const burst = Math.max(1, Math.floor(allowed * 0.3));
  return createPacer({ clock, burst, ratePerSecond: Math.max(allowed / 2, allowed - burst) });
}

/** The one pacer in this process for a token and a class of requests, so that all instances share the quota. */
export function pacerOf({
  quota,
  tokenId,
  allowed,
  clock,
}: {
  readonly quota: MuxQuota;
  readonly tokenId: string;
  /** This process' share. Requests per second. */
  readonly allowed: number;
  readonly clock: Clock;
}): Pacer {
  const pacers = shared.get(clock) ?? new Map<string, Pacer>();
  shared.set(clock, pacers);
  const name = JSON.stringify([quota, tokenId, allowed]);
  const pacer = pacers.get(name) ?? pacerFor(quota, allowed, clock);
  pacers.set(name, pacer);
  return pacer;
}

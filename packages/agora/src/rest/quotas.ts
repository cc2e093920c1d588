import { createPacer, type Pacer } from "@hybrid-stream/provider-kit";
import type { Clock } from "@hybrid-stream/spec";

/**
 * Requests per second that Agora publishes for each class of operations, and whom it counts them for. For updates of
 * Media Push Agora's pages say 2 and 50: the smaller one stands. For its lists they say nothing: 10 is a guess on the
 * safe side.
 */
export const agoraQuotas = {
  "user-list": { perSecond: 20, countedFor: "account" },
  "media-push-create": { perSecond: 50, countedFor: "project" },
  "media-push-get": { perSecond: 50, countedFor: "project" },
  "media-push-list": { perSecond: 10, countedFor: "project" },
  "media-push-update": { perSecond: 2, countedFor: "project" },
  "media-push-delete": { perSecond: 50, countedFor: "project" },
  "cloud-recording": { perSecond: 10, countedFor: "project" },
} as const satisfies Record<string, { perSecond: number; countedFor: "account" | "project" }>;

/** A class of operations with a quota of its own. */
export type AgoraQuota = keyof typeof agoraQuotas;

// By clock as well: a pacer lives by one, and tests bring their own.
const shared = new WeakMap<Clock, Map<string, Pacer>>();

/** The one pacer in this process for a credential and a class, so that all instances share the quota. */
export function pacerOf({
  quota,
  customerId,
  appId,
  share,
  clock,
}: {
  readonly quota: AgoraQuota;
  readonly customerId: string;
  readonly appId: string;
  readonly share: number;
  readonly clock: Clock;
}): Pacer {
  const { perSecond, countedFor } = agoraQuotas[quota];
  const pacers = shared.get(clock) ?? new Map<string, Pacer>();
  shared.set(clock, pacers);
  const name = JSON.stringify([quota, customerId, countedFor === "project" ? appId : "", share]);
  const known = pacers.get(name);
  if (known) return known;
  const allowed = perSecond * share;
  // What goes at once and what follows must together stay below the quota in every window of one second.
  const burst = Math.max(1, Math.floor(allowed * 0.3));
  const pacer = createPacer({ clock, burst, ratePerSecond: Math.max(allowed / 2, allowed - burst) });
  pacers.set(name, pacer);
  return pacer;
}

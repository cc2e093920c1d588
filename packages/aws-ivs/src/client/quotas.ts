import { createPacer, type Pacer } from "@hybrid-stream/provider-kit";
import type { Clock } from "@hybrid-stream/spec";

/**
 * Calls per second of each operation, for an account and region; they cannot be raised. Source: the quota page of the
 * IVS user guide. Operations that are not named here have 5 each.
 */
const perSecond: Readonly<Record<string, number>> = {
  CreateRecordingConfiguration: 3,
  GetRecordingConfiguration: 3,
  DeleteRecordingConfiguration: 3,
  ListRecordingConfigurations: 3,
  ImportPlaybackKeyPair: 3,
  GetPlaybackKeyPair: 3,
  ListPlaybackKeyPairs: 3,
  DeletePlaybackKeyPair: 3,
  StartViewerSessionRevocation: 10,
  PutMetadata: 155,
};
const usual = 5;
/** Of one channel; {@link perSecond} has the account's. */
const metadataPerChannel = 5;
const rememberedChannels = 1000;

/** Whose quota is used: quotas count for an account in a region, and a credential stands for the account. */
export interface QuotaOwner {
  readonly clock: Clock;
  readonly credential: string;
  readonly region: string;
  /** The part of the quota that this process may use. */
  readonly share: number;
}

// By clock as well: a pacer lives by one, and tests bring their own.
const shared = new WeakMap<Clock, Map<string, Pacer>>();

function paced(clock: Clock, allowed: number): Pacer {
  // What goes at once and what follows must together stay below the quota in every window of one second.
  const burst = Math.max(1, Math.floor(allowed * 0.3));
  return createPacer({ clock, burst, ratePerSecond: Math.max(allowed / 2, allowed - burst) });
}

/** The one pacer in this process for an account, a region and an operation, so that all instances share the quota. */
export function pacerOf({ clock, credential, region, share }: QuotaOwner, vendorOperation: string): Pacer {
  const pacers = shared.get(clock) ?? new Map<string, Pacer>();
  shared.set(clock, pacers);
  const name = JSON.stringify([vendorOperation, credential, region, share]);
  const known = pacers.get(name);
  if (known) return known;
  const pacer = paced(clock, (perSecond[vendorOperation] ?? usual) * share);
  pacers.set(name, pacer);
  return pacer;
}

/** The pace of timed metadata for each channel. */
export class MetadataPace {
  readonly #clock: Clock;
  readonly #share: number;
  readonly #pacers = new Map<string, Pacer>();

  constructor({ clock, share }: Pick<QuotaOwner, "clock" | "share">) {
    this.#clock = clock;
    this.#share = share;
  }

  of(channelArn: string): Pacer {
    const pacer = this.#pacers.get(channelArn) ?? paced(this.#clock, metadataPerChannel * this.#share);
    // Those used last stay.
    this.#pacers.delete(channelArn);
    this.#pacers.set(channelArn, pacer);
    const oldest = this.#pacers.keys().next();
    if (this.#pacers.size > rememberedChannels && !oldest.done) this.#pacers.delete(oldest.value);
    return pacer;
  }
}

import type { Handle } from "./handle.js";
import type { Logger } from "./logger.js";

/** What every call into a provider carries. */
export interface CallContext {
  /** Aborts on cancellation and at the call's deadline. Honour it in every request. */
  readonly signal: AbortSignal;
  /** Stands in every vendor-side name, tag or meta, so that staging never sweeps production. */
  readonly namespace: string;
  readonly logger: Logger;
}

/**
 * What a call that may create something carries. The numbers are stored before the effect that uses them, so a
 * repeated call brings the same ones: same numbers, same resource.
 */
export interface EffectContext extends CallContext {
  readonly channelId: string;
  /** Counts the shows of this channel id, from 1. */
  readonly session: number;
  /** The instance (process) that acts. A relay that lives in a process is tied to it. */
  readonly instanceId: string;
  /** Keys `createLiveStream`. A new one after a stream was retired. */
  readonly streamIncarnation: number;
  /** A new relay. Raised only by replacement, which fences the relay before it. */
  readonly relayGeneration: number;
  /** The same relay started again after its proven death. Grows within a generation; no fence. */
  readonly relayAttempt: number;
  /** What an earlier, interrupted try of this very call had stored. */
  readonly resume?: Handle | undefined;
  /**
   * Stores a handle in the middle of an effect, partial or whole, and returns when it is safe.
   *
   * @throws `lease-lost` when another instance owns the channel: send nothing more after that.
   */
  checkpoint(handle: Handle): Promise<void>;
}

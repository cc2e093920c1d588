import type { PacerPriority } from "@hybrid-stream/provider-kit";
import type { CallContext, LiveStreamHandle } from "@hybrid-stream/spec";
import { type HandleData, readHandle } from "./channel/handle.js";
import type { CallScope, IvsCaller } from "./client/ivs-caller.js";
import type { RecordedShows } from "./recording/recorded-shows.js";
import type { Settings } from "./settings.js";

/** What every method of the platform works with. */
export interface IvsContext {
  readonly settings: Settings;
  readonly ivs: IvsCaller;
  readonly recordedShows: RecordedShows;
}

/** The requests of one call of a method. */
export function scopeOf(operation: string, call: Pick<CallContext, "signal">, priority: PacerPriority): CallScope {
  return { operation, priority, signal: call.signal };
}

/** @throws `request-rejected` for a handle that this platform did not make. */
export function dataOf({ settings }: IvsContext, handle: LiveStreamHandle, operation: string): HandleData {
  return readHandle(handle, { provider: settings.id, region: settings.region, operation });
}

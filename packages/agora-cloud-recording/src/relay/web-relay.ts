import type { CallContext, Clock, Logger } from "@hybrid-stream/spec";
import type { ApiCall, RecordingApi, TaskAddress } from "../api/recording-api.js";
import type { StorageConfig } from "../storage.js";
import type { HintListeners } from "./hint-listeners.js";
import type { PageOptions } from "./page.js";
import type { StatusCache } from "./status-cache.js";
import type { TaskMemory } from "./task-memory.js";
import type { WebHandle } from "./web-handle.js";

/** What the parts of the relay share. */
export interface WebRelay {
  readonly id: string;
  readonly api: RecordingApi;
  readonly page: PageOptions;
  readonly storage: StorageConfig;
  /** For shows of unknown length. */
  readonly unplannedHours: number;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly memory: TaskMemory;
  readonly statuses: StatusCache;
  readonly hints: HintListeners;
}

export function apiCall(call: CallContext, operation: string, priority: ApiCall["priority"]): ApiCall {
  return { signal: call.signal, logger: call.logger, operation, priority };
}

/** The task that a handle names; `null` while its `sid` is not known. */
export function taskOf({ cname, uid, resourceId, sid }: WebHandle): TaskAddress | null {
  return sid === null ? null : { mode: "web", cname, uid, resourceId, sid };
}

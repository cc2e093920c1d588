import { HybridStreamError, type RelayStatus, unknownProgress } from "@hybrid-stream/spec";
import type { FakeWorld } from "./fake-world.js";
import type { FakeTask } from "./fake-world-types.js";

/** What a vendor would say about a task; `absent` when it does not find it. */
export function relayStatusOf(
  task: FakeTask | undefined,
  context: { readonly world: FakeWorld; readonly provider: string },
): RelayStatus {
  const observedAt = context.world.clock.now();
  if (!task) {
    return {
      state: "absent",
      destination: "unknown",
      health: "unknown",
      progress: null,
      publisher: "unknown",
      encoding: null,
      error: null,
      sourceExhausted: false,
      observedAt,
    };
  }
  const connected = task.connectedTo !== null;
  const error =
    task.errorCode === null
      ? null
      : new HybridStreamError({
          code: task.errorCode,
          message: `The fake relay ${task.id} ended with ${task.errorCode}.`,
          provider: context.provider,
        }).toJSON();
  return {
    state: task.state,
    destination: destinationOf(task),
    health: connected ? "good" : "unknown",
    progress: { ...unknownProgress, bytesSent: Math.floor(task.bytesSent), mediaTimeMs: Math.floor(task.mediaTimeMs) },
    publisher: context.world.publisherPresent(task.sourceName) ? "present" : "absent",
    encoding: { kind: "copy", reason: "a fake passes everything through" },
    error,
    sourceExhausted: false,
    observedAt,
  };
}

function destinationOf(task: FakeTask): RelayStatus["destination"] {
  if (task.connectedTo !== null) return "delivering";
  return task.everConnected || task.errorCode !== null ? "lost" : "connecting";
}

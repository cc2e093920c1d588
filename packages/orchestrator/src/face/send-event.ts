import type { ChannelRecord } from "@hybrid-stream/spec";
import { describeError } from "../describe-error.js";
import type { Engine } from "../loop/engine.js";
import type { HybridStreamEvents } from "./events.js";
import type { StateEvent } from "./events-of.js";
import { playbackFor } from "./playback.js";
import type { SafeEmitter } from "./safe-emitter.js";

/** Tells listeners of an event; `channel:live` once its playback is made. */
export function sendEvent(
  engine: Engine,
  events: SafeEmitter<HybridStreamEvents>,
  event: StateEvent,
  record: ChannelRecord,
): void {
  if (event.name !== "channel:live") {
    events.emit(event.name, event.payload as never);
    return;
  }
  const { access, mode } = record.order;
  // A token is for one viewer and stands in no event.
  const own = access === "signed" || mode === "agora-only";
  const playback = own ? Promise.resolve(null) : playbackFor(record, {}, engine);
  playback.then(
    (made) => events.emit("channel:live", { ...event.payload, playback: made }),
    (thrown: unknown) => {
      engine.logger.error(describeError(thrown), "No playback for the event channel:live.");
      events.emit("channel:live", { ...event.payload, playback: null });
    },
  );
}

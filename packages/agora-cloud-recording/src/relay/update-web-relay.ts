import { type EffectContext, HybridStreamError, type RelayChange, type RelayHandle } from "@hybrid-stream/spec";
import { bodyOf } from "../api/recording-api.js";
import { OneAtATime } from "../one-at-a-time.js";
import { readRelayHandle, toRelayHandle } from "./web-handle.js";
import { apiCall, taskOf, type WebRelay } from "./web-relay.js";
import { rtmpOutput } from "./web-request.js";

const operation = "updateRelay";

/** Changes running relays, each in one update after the other. */
export class WebRelayUpdates {
  readonly #updates = new OneAtATime();

  constructor(private readonly relay: WebRelay) {}

  async update(handle: RelayHandle, change: RelayChange, call: EffectContext): Promise<RelayHandle> {
    const { relay } = this;
    const known = relay.memory.recall(readRelayHandle(handle, relay.id, operation));
    if (change.layout !== undefined) {
      throw this.#refusal("mode-mismatch", "the layout is the page's: change it there", "layout");
    }
    const task = taskOf(known);
    if (task === null) throw this.#refusal("conflict", "the sid of this relay is not known yet", "handle");
    const { ingest } = change;
    if (ingest === undefined) return toRelayHandle(relay.id, known);
    relay.api.keepOut([ingest.streamKey]);
    const request = { clientRequest: { rtmpPublishConfig: { outputs: [rtmpOutput(ingest)] } } };
    const send = apiCall(call, operation, "start");
    bodyOf(await this.#updates.run(task.sid, () => relay.api.update(task, request, send)));
    relay.statuses.forget(task.sid);
    return toRelayHandle(relay.id, known);
  }

  #refusal(code: "mode-mismatch" | "conflict", why: string, field: string): HybridStreamError {
    const message = `${operation}: ${why}.`;
    return new HybridStreamError({ code, message, provider: this.relay.id, operation, field });
  }
}

import type { PacerPriority } from "@hybrid-stream/provider-kit";
import { HybridStreamError } from "@hybrid-stream/spec";
import type { ApiRequest, StreamCall, StreamClient } from "../client/client-types.js";
import { enveloped } from "../client/envelope.js";
import { type LiveInput, type LiveInputSummary, liveInputListSchema, liveInputSchema } from "./live-input.js";

/** What a live input is made with and changed by. What is left out stays as it is. */
export interface LiveInputSettings {
  readonly meta?: Readonly<Record<string, unknown>> | undefined;
  readonly enabled?: boolean | undefined;
  readonly preferLowLatency?: boolean | undefined;
  /** 30 to 1096; `null` for never. Beside `recording`, not inside: there it is ignored without a word. */
  readonly deleteRecordingAfterDays?: number | null | undefined;
  readonly defaultCreator?: string | undefined;
  readonly recording?:
    | {
        /** With `off` there is no playback either. */
        readonly mode?: "off" | "automatic" | undefined;
        readonly timeoutSeconds?: number | undefined;
        readonly requireSignedURLs?: boolean | undefined;
        readonly allowedOrigins?: readonly string[] | undefined;
        readonly hideLiveViewerCount?: boolean | undefined;
      }
    | undefined;
}

/** All live inputs that a list told of. */
export interface LiveInputList {
  readonly liveInputs: readonly LiveInputSummary[];
  /** False when the account has more than the answer: whether further pages exist is not documented. */
  readonly complete: boolean;
}

/** How urgent a call is. Each method has its own default. */
type Call = StreamCall & { readonly priority?: PacerPriority };

const one = enveloped(liveInputSchema);
const many = enveloped(liveInputListSchema);
const root = "/accounts/{account}/stream/live_inputs";

/** The live inputs of the account, whoever made them. All methods throw HybridStreamErrors only. */
export interface LiveInputs {
  /** The same `idempotencyKey` (at most 255 bytes, remembered for six hours) makes one input. `conflict` when that was deleted. */
  create(settings: LiveInputSettings, call: Call & { readonly idempotencyKey?: string }): Promise<LiveInput>;
  get(id: string, call: Call): Promise<LiveInput>;
  list(call: Call): Promise<LiveInputList>;
  /**
   * Reads, merges and writes, the whole of `recording` included: whether Cloudflare merges it is not known. Pass
   * `current` to save the reading.
   *
   * @throws `conflict` for a change of `recording.mode` while somebody publishes: it would take the show off the air.
   */
  update(id: string, change: LiveInputSettings, call: Call & { readonly current?: LiveInput }): Promise<LiveInput>;
  /** By an update, the form that Cloudflare's guide describes. Ends the broadcast and refuses new ones; the input stays. */
  disable(id: string, call: Call & { readonly current?: LiveInput }): Promise<LiveInput>;
  enable(id: string, call: Call & { readonly current?: LiveInput }): Promise<LiveInput>;
  /** The old keys die, and who publishes with them is dropped shortly after. */
  rotateKeys(id: string, call: Call): Promise<LiveInput>;
  /** Its recordings stay, and are paid for until they are deleted one by one. One that is gone already is fine. */
  delete(id: string, call: Call): Promise<void>;
}

const defined = (fields: object): object =>
  Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined));

function recordingAfter(current: LiveInput, change: LiveInputSettings): object {
  const { mode, timeoutSeconds, requireSignedURLs, allowedOrigins, hideLiveViewerCount } = current.recording ?? {};
  const known = { mode, timeoutSeconds, requireSignedURLs, allowedOrigins, hideLiveViewerCount };
  const held = Object.entries(known).filter(([, value]) => value !== null && value !== undefined);
  return { ...Object.fromEntries(held), ...defined(change.recording ?? {}) };
}

export function createLiveInputs(client: StreamClient): LiveInputs {
  const send = async (
    request: Omit<ApiRequest, "priority" | "call"> & { readonly call: Call; readonly usually: PacerPriority },
  ): Promise<LiveInput> => {
    const { usually, call, ...rest } = request;
    const { body } = await client.request({ ...rest, call, priority: call.priority ?? usually, schema: one });
    return body.result;
  };
  const get = (id: string, call: Call): Promise<LiveInput> =>
    send({
      method: "GET",
      path: `${root}/{input}`,
      parameters: { input: id },
      operation: "getLiveInput",
      kind: "read",
      usually: "observe",
      call,
    });

  const update: LiveInputs["update"] = async (id, change, call) => {
    const current = call.current ?? (await get(id, { ...call, priority: call.priority ?? "start" }));
    const mode = change.recording?.mode;
    const isOnAir = current.status.state === "connected" || current.status.state === "reconnecting";
    if (mode !== undefined && mode !== current.recording?.mode && isOnAir) {
      throw new HybridStreamError({
        code: "conflict",
        retry: "never",
        message: "updateLiveInput: recording.mode must not change while somebody publishes. Stop the publisher first.",
        provider: client.provider,
        operation: "updateLiveInput",
        field: "recording.mode",
      });
    }
    const json = { ...defined(change), ...(change.recording && { recording: recordingAfter(current, change) }) };
    return send({
      method: "PUT",
      path: `${root}/{input}`,
      parameters: { input: id },
      operation: "updateLiveInput",
      kind: "effect",
      usually: "start",
      json,
      call,
    });
  };

  return {
    get,
    update,
    create: ({ deleteRecordingAfterDays, ...settings }, { idempotencyKey, ...call }) =>
      send({
        method: "POST",
        path: root,
        operation: "createLiveInput",
        kind: "effect",
        usually: "start",
        call,
        ...(idempotencyKey !== undefined && { headers: { "Idempotency-Key": idempotencyKey } }),
        // The published schema of a creation has no `null` here; left out, they are never deleted.
        json: defined({ ...settings, deleteRecordingAfterDays: deleteRecordingAfterDays ?? undefined }),
      }),
    async list(call) {
      const { body } = await client.request({
        method: "GET",
        path: root,
        query: { include_counts: true },
        operation: "listLiveInputs",
        kind: "read",
        priority: call.priority ?? "sweep",
        call,
        schema: many,
      });
      const { liveInputs, total } = body.result;
      return { liveInputs, complete: (total ?? 0) <= liveInputs.length };
    },
    disable: (id, call) => update(id, { enabled: false }, { priority: "stop", ...call }),
    enable: (id, call) => update(id, { enabled: true }, call),
    rotateKeys: (id, call) =>
      send({
        method: "POST",
        path: `${root}/{input}/rotate_keys`,
        parameters: { input: id },
        operation: "rotateKeys",
        kind: "effect",
        usually: "fence",
        call,
      }),
    async delete(id, call) {
      await gone(
        client.request({
          method: "DELETE",
          path: `${root}/{input}`,
          parameters: { input: id },
          operation: "deleteLiveInput",
          kind: "effect",
          priority: call.priority ?? "stop",
          call,
        }),
      );
    },
  };
}

/** Waits for a deletion; what is gone already was not there to be deleted. */
export async function gone(deletion: Promise<unknown>): Promise<void> {
  try {
    await deletion;
  } catch (thrown) {
    if (!HybridStreamError.isInstance(thrown) || thrown.code !== "not-found") throw thrown;
  }
}

import {
  type AgoraOptions,
  agoraOptionsShape,
  appCertificateOf,
  buildRtcToken,
  createAgoraClient,
  maxTokenSeconds,
  randomReservedUid,
} from "@hybrid-stream/agora";
import { parseOptions } from "@hybrid-stream/provider-kit";
import { HybridStreamError } from "@hybrid-stream/spec";
import * as z from "zod/mini";
import { type Answer, type ApiCall, bodyOf, isLeaving, isMissing, RecordingApi } from "../api/recording-api.js";
import { OneAtATime } from "../one-at-a-time.js";
import { type StorageOptions, secretsOfStorage, storageConfigOf, storageSchema } from "../storage.js";
import { layoutRequest, layoutSchema, type MixLayout } from "./layout.js";
import { addressOf, type RecordingHandle } from "./recording-handle.js";
import {
  type RecordingResult,
  type RecordingStatus,
  recordingResultOf,
  recordingStatusOf,
} from "./recording-status.js";
import { readStart, type StartRecording, startRequest } from "./start-request.js";

/** {@link AgoraOptions}, and the bucket that is recorded to. */
export interface RecordingsOptions extends AgoraOptions {
  readonly storage: StorageOptions;
  /** `false` for a project whose App Certificate is not enabled. Default `true`. */
  readonly tokens?: boolean | undefined;
}

/** What a call may bring along. */
export interface RecordingCall {
  readonly signal?: AbortSignal | undefined;
}

/** Records channels to a bucket. Nothing is stored here: keep the handles. */
export interface Recordings {
  /**
   * Starts a recording. With a certificate it ends after 24 h at the latest: its token cannot be renewed.
   *
   * @throws `invalid-options`, and as Agora refuses. `conflict`: a recording of this channel and uid runs already.
   * `after-verify` (a lost answer, a timeout): it may run, and nothing can stop it but `maxIdleSeconds` and the
   * token's end; a second start with the same `uid` tells by `conflict`.
   */
  startRecording(request: StartRecording, call?: RecordingCall): Promise<RecordingHandle>;
  queryRecording(handle: RecordingHandle, call?: RecordingCall): Promise<RecordingStatus>;
  /** Replaces the whole layout of a mix. */
  updateLayout(handle: RecordingHandle, layout: MixLayout, call?: RecordingCall): Promise<void>;
  /** Any number of times. `waitForUpload`: up to 30 s, for the result of the upload; default `false`. */
  stopRecording(
    handle: RecordingHandle,
    call?: RecordingCall & { readonly waitForUpload?: boolean | undefined },
  ): Promise<RecordingResult>;
  close(): Promise<void>;
}

const kind = "agora-recordings";
const schema = z.strictObject({ ...agoraOptionsShape, storage: storageSchema, tokens: z._default(z.boolean(), true) });

/**
 * Makes what records channels to your bucket, as files: for video on demand, not for a relay.
 *
 * @throws `invalid-options` with `field`; for a missing credential or storage key the message names its environment
 * variable as well.
 */
export function createRecordings(options: RecordingsOptions): Recordings {
  const { storage: storageOptions, tokens, ...read } = parseOptions(schema, options, { name: "createRecordings()" });
  const id = read.id ?? kind;
  const client = createAgoraClient({ ...read, id });
  const { appId, clock } = client;
  const appCertificate = tokens ? appCertificateOf(read) : null;
  const storage = storageConfigOf(storageOptions);
  const api = new RecordingApi(client, secretsOfStorage(storage));
  const updates = new OneAtATime();

  const apiCall = (operation: string, priority: ApiCall["priority"], call: RecordingCall): ApiCall => ({
    signal: call.signal ?? new AbortController().signal,
    operation,
    priority,
  });
  const tokenFor = (channel: string, uid: number) =>
    appCertificate === null
      ? null
      : buildRtcToken({
          appId,
          appCertificate,
          channel,
          uid,
          role: "subscriber",
          expiresInSeconds: maxTokenSeconds,
          clock,
        });

  return {
    async startRecording(request, call = {}) {
      const operation = "startRecording";
      const wanted = readStart(request);
      const { mode, channel } = wanted;
      const uid = wanted.uid ?? randomReservedUid();
      const token = tokenFor(channel, uid);
      const names = { mode, cname: channel, uid: String(uid) };
      const send = apiCall(operation, "start", call);
      const { resourceId } = bodyOf(await api.acquire(names, { resourceExpiredHour: 72 }, send));
      const clientRequest = startRequest(wanted, { token: token?.token ?? null, storage });
      const startedAt = clock.now().toISOString();
      const { sid } = bodyOf(await api.start({ ...names, resourceId }, { clientRequest }, send));
      const endsAt = token?.expiresAt.toISOString() ?? null;
      return { version: 1, mode, channel, uid: names.uid, resourceId, sid, startedAt, endsAt };
    },
    async queryRecording(handle, call = {}) {
      const operation = "queryRecording";
      const answer = await api.query(addressOf(handle, operation), apiCall(operation, "observe", call));
      if (isLeaving(answer)) return { state: "stopping", files: [] };
      if (isMissing(answer)) return { state: "absent", files: [] };
      return recordingStatusOf(bodyOf(answer));
    },
    async updateLayout(handle, layout, call = {}) {
      const operation = "updateLayout";
      const task = addressOf(handle, operation);
      if (task.mode !== "mix") {
        const message = `${operation}: only a recording in mix mode has a layout.`;
        throw new HybridStreamError({ code: "mode-mismatch", message, provider: id, operation, field: "handle" });
      }
      const read = parseOptions(layoutSchema, layout, { name: "updateLayout()" });
      const request = { clientRequest: layoutRequest(read) };
      const send = apiCall(operation, "start", call);
      bodyOf(await updates.run(task.sid, () => api.updateLayout(task, request, send)));
    },
    async stopRecording(handle, { waitForUpload = false, ...call } = {}) {
      const operation = "stopRecording";
      const task = addressOf(handle, operation);
      const answer = await api.stop(task, { waitForUpload }, apiCall(operation, "stop", call));
      if (isMissing(answer)) return { state: "absent", upload: null, files: [] };
      if (isEnding(answer)) return { state: "stopping", upload: null, files: [] };
      return recordingResultOf(bodyOf(answer), { waited: waitForUpload });
    },
    close: () => client.close(),
  };
}

/** 49: it ends already. 435: it ends, and nobody had sent media. */
function isEnding(answer: Answer<unknown>): boolean {
  return !answer.ok && (answer.code === 49 || answer.code === 435);
}

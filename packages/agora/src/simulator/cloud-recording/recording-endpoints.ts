import { jsonAnswer, messageError, noRoute } from "../http/answers.js";
import type { Call, Endpoint } from "../http/endpoint.js";
import type { Timers } from "../timers.js";
import { readBody } from "./read-body.js";
import { type Recording, stopped } from "./recording.js";
import { badParameter, noWorker, serviceError } from "./recording-errors.js";
import type { Recordings } from "./recordings.js";
import { acquireSchema, stopSchema, updateSchema } from "./request-schemas.js";
import type { Resources } from "./resources.js";
import { modeOf, startRecording } from "./start-recording.js";

/** What the calls work on. */
export interface RecordingService {
  readonly resources: Resources;
  readonly recordings: Recordings;
  readonly timers: Timers;
  readonly uploadMs: number;
  readonly quotas: { readonly recordings: number; readonly webRecordings: number };
  isEnabled(): boolean;
}

const namesOf = ({ resource, sid }: Recording): object => ({
  cname: resource.cname,
  uid: resource.uid,
  resourceId: resource.id,
  sid,
});

function acquire({ resources, recordings, quotas }: RecordingService, call: Call): Response {
  const request = readBody(call.body, acquireSchema);
  if (request instanceof Response) return request;
  const { cname, uid, clientRequest } = request;
  const { scene, resourceExpiredHour, startParameter = null } = clientRequest;
  const isWeb = scene === 1;
  if (cname.length > (isWeb ? 1_024 : 64)) return serviceError(400, { code: 401, reason: "invalid_channel_name" });
  if (recordings.count(isWeb ? "web" : "channel") >= (isWeb ? quotas.webRecordings : quotas.recordings)) {
    return serviceError(400, { code: 406, reason: "vendor_over_load" });
  }
  const resource = resources.give({ cname, uid, scene, expiresInHours: resourceExpiredHour, startParameter });
  return jsonAnswer(200, { cname, uid, resourceId: resource.id });
}

/** The recording that the path names, or what to answer. */
function find({ recordings }: RecordingService, { parts }: Call): Recording | Response {
  const mode = modeOf(parts.mode ?? "mix");
  if (mode === null) return noRoute();
  return recordings.find({ sid: parts.sid ?? "", resourceId: parts.resourceId ?? "", mode }) ?? noWorker();
}

const isOf = ({ resource }: Recording, names: { readonly cname: string; readonly uid: string }): boolean =>
  resource.cname === names.cname && resource.uid === names.uid;

function query(service: RecordingService, call: Call): Response {
  const recording = find(service, call);
  if (recording instanceof Response) return recording;
  const serverResponse = { status: recording.status, ...recording.progress() };
  return jsonAnswer(200, { ...namesOf(recording), serverResponse });
}

function update(service: RecordingService, call: Call): Response {
  const request = readBody(call.body, updateSchema);
  if (request instanceof Response) return request;
  const recording = find(service, call);
  if (recording instanceof Response) return recording;
  if (!isOf(recording, request)) return badParameter("cname or uid does not match sid");
  recording.update(request.clientRequest);
  return jsonAnswer(200, namesOf(recording));
}

async function stop(service: RecordingService, call: Call): Promise<Response> {
  const request = readBody(call.body, stopSchema);
  if (request instanceof Response) return request;
  const recording = find(service, call);
  if (recording instanceof Response) return recording;
  if (!isOf(recording, request)) return badParameter("cname or uid does not match sid");
  if (recording.leaving) return serviceError(400, { code: 49, reason: "invalid operation" });
  const { hasMedia } = recording;
  recording.end(stopped);
  if (!hasMedia) return serviceError(206, { code: 435, reason: "no recorded data" });
  if (!request.clientRequest.async_stop) await service.timers.pause(service.uploadMs);
  return jsonAnswer(200, { ...namesOf(recording), serverResponse: recording.result() });
}

/** The six calls of Cloud Recording. */
export function recordingEndpoints(service: RecordingService): Endpoint[] {
  const root = "/v1/apps/:appId/cloud_recording";
  const one = `${root}/resourceid/:resourceId/sid/:sid/mode`;
  const post = { method: "POST", quota: "recording" } as const;
  const when =
    (respond: (service: RecordingService, call: Call) => Response | Promise<Response>) =>
    (call: Call): Response | Promise<Response> =>
      service.isEnabled() ? respond(service, call) : messageError(400, "appid is invalid");
  return [
    { ...post, operation: "acquire", path: `${root}/acquire`, respond: when(acquire) },
    {
      ...post,
      operation: "startRecording",
      path: `${root}/resourceid/:resourceId/mode/:mode/start`,
      respond: when(startRecording),
    },
    { ...post, method: "GET", operation: "queryRecording", path: `${one}/:mode/query`, respond: when(query) },
    { ...post, operation: "updateRecording", path: `${one}/:mode/update`, respond: when(update) },
    { ...post, operation: "updateLayout", path: `${one}/mix/updateLayout`, respond: when(update) },
    { ...post, operation: "stopRecording", path: `${one}/:mode/stop`, respond: when(stop) },
  ];
}

import { isDeepStrictEqual } from "node:util";
import { jsonAnswer, noRoute } from "../http/answers.js";
import type { Call } from "../http/endpoint.js";
import { ChannelRecording } from "./channel-recording.js";
import { readBody } from "./read-body.js";
import type { Recording, RecordingMode } from "./recording.js";
import { badParameter, serviceError } from "./recording-errors.js";
import type { Recordings } from "./recordings.js";
import { channelStartSchema, webStartSchema } from "./request-schemas.js";
import type { Resource, Resources } from "./resources.js";
import { WebRecording } from "./web-recording.js";

/** Reads a mode; `null` for any other word. */
export function modeOf(word: string | undefined): RecordingMode | null {
  return word === "web" || word === "mix" || word === "individual" ? word : null;
}

interface Named {
  readonly cname: string;
  readonly uid: string;
  readonly sent: object;
}

/** Why the resource does not allow this start. */
function refuse(resource: Resource, named: Named, world: { resources: Resources; recordings: Recordings }) {
  const { cname, uid } = resource;
  const names = { cname, uid, resourceId: resource.id, sid: "" };
  if (named.cname !== cname || named.uid !== uid) {
    return serviceError(400, { code: 432, reason: "cname or uid does not match resourceId" }, names);
  }
  if (resource.used) return serviceError(201, { code: 7, reason: "already started" }, names);
  if (world.resources.isStale(resource)) return serviceError(400, { code: 433, reason: "resourceId expired" }, names);
  if (world.recordings.isTaken(resource)) return serviceError(400, { code: 53, reason: "task conflict" }, names);
  if (resource.startParameter !== null && !isDeepStrictEqual(resource.startParameter, named.sent)) {
    return badParameter("clientRequest does not match startParameter of acquire");
  }
  return null;
}

/** Starts the recording that a resource was acquired for. */
export function startRecording(world: { resources: Resources; recordings: Recordings }, call: Call): Response {
  const mode = modeOf(call.parts.mode);
  if (mode === null) return noRoute();
  const resource = world.resources.get(call.parts.resourceId ?? "");
  if (!resource) return serviceError(400, { code: 1001, reason: "resourceId cannot be parsed" });
  if ((resource.scene === 1) !== (mode === "web")) return badParameter("mode does not fit the scene of acquire");
  const { environment } = world.recordings;
  let recording: Recording;
  if (mode === "web") {
    const request = readBody(call.body, webStartSchema);
    if (request instanceof Response) return request;
    const refusal = refuse(resource, request, world);
    if (refusal) return refusal;
    recording = new WebRecording(resource, request.clientRequest, environment);
  } else {
    const request = readBody(call.body, channelStartSchema);
    if (request instanceof Response) return request;
    if (mode === "individual" && request.clientRequest.recordingConfig.subscribeUidGroup === undefined) {
      return badParameter("subscribeUidGroup is required in individual mode");
    }
    const refusal = refuse(resource, request, world);
    if (refusal) return refusal;
    recording = new ChannelRecording(mode, { resource, request: request.clientRequest }, environment);
  }
  resource.used = true;
  world.recordings.add(recording);
  const { cname, uid } = resource;
  return jsonAnswer(200, { cname, uid, resourceId: resource.id, sid: recording.sid });
}

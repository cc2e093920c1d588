import { data, empty, invalid, notFound } from "../http/answers.js";
import type { Call, Endpoint } from "../http/endpoint.js";
import type { Account } from "../world/account.js";
import { readCreation, readPlaybackIdRequest, readUpdate } from "../world/read-body.js";
import { newPlaybackId } from "../world/simulated-asset.js";
import type { SimulatedStream } from "../world/simulated-stream.js";
import { pageOf } from "./pages.js";

const root = "/video/v1/live-streams";

/** Live streams. What a list gives is newest first, so that a new one moves all others on. */
export function liveStreamEndpoints(account: Account): Endpoint[] {
  const onOne =
    (respond: (stream: SimulatedStream, call: Call) => Response) =>
    (call: Call): Response => {
      const stream = account.streams.get(call.parts.id ?? "");
      return stream ? respond(stream, call) : notFound();
    };
  const action = (act: (stream: SimulatedStream) => void) =>
    onOne((stream) => {
      act(stream);
      return data({});
    });
  return [
    { operation: "createLiveStream", method: "POST", path: root, respond: (call) => create(account, call) },
    { operation: "listLiveStreams", method: "GET", path: root, respond: (call) => list(account, call) },
    {
      operation: "getLiveStream",
      method: "GET",
      path: `${root}/:id`,
      respond: onOne((stream) => data(stream.view(true))),
    },
    { operation: "updateLiveStream", method: "PATCH", path: `${root}/:id`, respond: onOne(update) },
    {
      operation: "deleteLiveStream",
      method: "DELETE",
      path: `${root}/:id`,
      respond: onOne((stream) => {
        account.deleteStream(stream);
        return empty();
      }),
    },
    {
      operation: "completeLiveStream",
      method: "PUT",
      path: `${root}/:id/complete`,
      respond: action((stream) => stream.complete()),
    },
    {
      operation: "disableLiveStream",
      method: "PUT",
      path: `${root}/:id/disable`,
      respond: action((stream) => stream.disable()),
    },
    {
      operation: "enableLiveStream",
      method: "PUT",
      path: `${root}/:id/enable`,
      respond: action((stream) => stream.enable()),
    },
    {
      operation: "resetStreamKey",
      method: "POST",
      path: `${root}/:id/reset-stream-key`,
      respond: onOne((stream) => {
        stream.resetKey();
        return data(stream.view(true), 201);
      }),
    },
    { operation: "createPlaybackId", method: "POST", path: `${root}/:id/playback-ids`, respond: onOne(addPlaybackId) },
    {
      operation: "getPlaybackId",
      method: "GET",
      path: `${root}/:id/playback-ids/:playbackId`,
      respond: onOne(({ playbackIds }, { parts }) => {
        const found = playbackIds.find(({ id }) => id === parts.playbackId);
        return found ? data(found) : notFound();
      }),
    },
    {
      operation: "deletePlaybackId",
      method: "DELETE",
      path: `${root}/:id/playback-ids/:playbackId`,
      respond: onOne(({ playbackIds }, { parts }) => {
        const index = playbackIds.findIndex(({ id }) => id === parts.playbackId);
        if (index < 0) return notFound();
        playbackIds.splice(index, 1);
        return empty();
      }),
    },
  ];
}

async function create(account: Account, call: Call): Promise<Response> {
  const read = readCreation(call.body);
  if ("refused" in read) return invalid(read.refused);
  const stream = await account.createStream(read);
  return data(stream.view(true), 201);
}

function list(account: Account, { url }: Call): Response {
  const status = url.searchParams.get("status");
  const key = url.searchParams.get("stream_key");
  const fitting = [...account.streams.values()].filter(
    (stream) => (status === null || stream.status === status) && (key === null || stream.key === key),
  );
  return data(pageOf(fitting.reverse(), url).map((stream) => stream.view(true)));
}

function update(stream: SimulatedStream, { body }: Call): Response {
  const read = readUpdate(body);
  if ("refused" in read) return invalid(read.refused);
  if (read.latency_mode !== undefined && stream.status !== "idle")
    return invalid("latency_mode can change only while idle");
  stream.update(read);
  return data(stream.view(true));
}

function addPlaybackId(stream: SimulatedStream, { body }: Call): Response {
  const read = readPlaybackIdRequest(body);
  if ("refused" in read) return invalid(read.refused);
  const playbackId = newPlaybackId(read.policy);
  stream.playbackIds.push(playbackId);
  return data(playbackId, 201);
}

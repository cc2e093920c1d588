import * as z from "zod/mini";
import { emptyAnswer, jsonAnswer } from "../http/answer.js";
import { IvsError } from "../http/ivs-errors.js";
import type { ChannelRecord } from "../world/account.js";
import type { Broadcast } from "../world/broadcast.js";
import { channelOf, type Operation, operation, pageOf, shapes, type World } from "./operation.js";

const byChannel = { channelArn: shapes.channelArn };
const healths = ["HEALTHY", "STARVING", "UNKNOWN"] as const;

function broadcastOf(
  world: World,
  channelArn: string,
): { readonly channel: ChannelRecord; readonly broadcast: Broadcast } {
  const channel = channelOf(world, channelArn);
  const { broadcast } = channel;
  if (broadcast === null) throw new IvsError("ChannelNotBroadcasting", `Channel: ${channelArn} not currently online`);
  return { channel, broadcast };
}

function summaryOf(channel: ChannelRecord, broadcast: Broadcast) {
  return {
    channelArn: channel.arn,
    streamId: broadcast.streamId,
    state: "LIVE",
    health: broadcast.connection === null ? "STARVING" : "HEALTHY",
    viewerCount: channel.reception === null ? channel.viewers : Math.max(channel.viewers, channel.reception.viewers),
    // Without fractions, as AWS writes it.
    startTime: `${broadcast.startTime.toISOString().slice(0, 19)}Z`,
  };
}

const getStream = operation(z.object(byChannel), ({ channelArn }, world) => {
  const { channel, broadcast } = broadcastOf(world, channelArn);
  return jsonAnswer(200, { stream: { ...summaryOf(channel, broadcast), playbackUrl: channel.playbackUrl } });
});

const listStreams = operation(
  z.object({
    filterBy: z.optional(z.object({ health: z.optional(z.enum(healths)) })),
    nextToken: shapes.nextToken,
    maxResults: shapes.maxResults(100),
  }),
  ({ filterBy, nextToken, maxResults = 100 }, { account }) => {
    const live = account
      .live()
      .flatMap((channel) => (channel.broadcast === null ? [] : [summaryOf(channel, channel.broadcast)]))
      .filter(({ health }) => filterBy?.health === undefined || filterBy.health === health);
    const { items, next } = pageOf(live, { nextToken, maxResults });
    return jsonAnswer(200, { streams: items, ...next });
  },
);

const stopStream = operation(z.object(byChannel), ({ channelArn }, world) => {
  const { channel, broadcast } = broadcastOf(world, channelArn);
  world.studio.stop(channel, broadcast);
  world.channels.admitKeys(channel);
  return emptyAnswer(200);
});

const putMetadata = operation(
  z.object({ ...byChannel, metadata: z.string().check(z.minLength(1)) }),
  ({ channelArn, metadata }, world) => {
    if (Buffer.byteLength(metadata) > 1024) throw new IvsError("ValidationException", "metadata is longer than 1 KB");
    broadcastOf(world, channelArn).channel.metadata.push(metadata);
    return emptyAnswer(204);
  },
);

const listStreamSessions = operation(
  z.object({ ...byChannel, nextToken: shapes.nextToken, maxResults: shapes.maxResults(100) }),
  ({ channelArn, nextToken, maxResults = 100 }, world) => {
    const { broadcast, pastBroadcasts } = channelOf(world, channelArn);
    const now = broadcast === null ? [] : [{ streamId: broadcast.streamId, startTime: broadcast.startTime }];
    const { items, next } = pageOf([...now, ...pastBroadcasts], { nextToken, maxResults });
    return jsonAnswer(200, { streamSessions: items.map((each) => ({ ...each, hasErrorEvent: false })), ...next });
  },
);

export const streamOperations: Readonly<Record<string, Operation>> = {
  GetStream: getStream,
  ListStreams: listStreams,
  StopStream: stopStream,
  PutMetadata: putMetadata,
  ListStreamSessions: listStreamSessions,
};

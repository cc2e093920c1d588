import * as z from "zod/mini";
import { emptyAnswer, jsonAnswer } from "../http/answer.js";
import { IvsError } from "../http/ivs-errors.js";
import type { ChannelRecord } from "../world/account.js";
import { channelOf, type Operation, operation, pageOf, shapes, type World } from "./operation.js";

const byArn = z.object({ arn: shapes.streamKeyArn });
const byChannel = { channelArn: shapes.channelArn };

function ownerOf({ account }: World, arn: string): ChannelRecord {
  for (const channel of account.channels.values()) if (channel.key?.arn === arn) return channel;
  throw new IvsError("ResourceNotFoundException", `Resource: ${arn} not found`);
}

const wholeOf = ({ arn, key }: ChannelRecord) => ({ ...key, channelArn: arn, tags: {} });

export const keyOperations: Readonly<Record<string, Operation>> = {
  CreateStreamKey: operation(z.object({ ...byChannel, tags: shapes.tags }), ({ channelArn }, world) => {
    const channel = channelOf(world, channelArn);
    if (channel.key !== null) throw new IvsError("ServiceQuotaExceededException", "A channel has one stream key");
    world.channels.newKey(channel);
    return jsonAnswer(200, { streamKey: wholeOf(channel) });
  }),
  GetStreamKey: operation(byArn, ({ arn }, world) => jsonAnswer(200, { streamKey: wholeOf(ownerOf(world, arn)) })),
  BatchGetStreamKey: operation(
    z.object({ arns: z.array(shapes.streamKeyArn).check(z.minLength(1), z.maxLength(50)) }),
    ({ arns }, { account }) => {
      const found = [...account.channels.values()].filter(({ key }) => key !== null && arns.includes(key.arn));
      const known = found.map(({ key }) => key?.arn);
      const errors = arns
        .filter((arn) => !known.includes(arn))
        .map((arn) => ({ arn, code: "ResourceNotFoundException" }));
      return jsonAnswer(200, { streamKeys: found.map(wholeOf), errors });
    },
  ),
  ListStreamKeys: operation(
    z.object({ ...byChannel, nextToken: shapes.nextToken, maxResults: shapes.maxResults(50) }),
    ({ channelArn, nextToken, maxResults = 1 }, world) => {
      const { key } = channelOf(world, channelArn);
      const summaries = key === null ? [] : [{ arn: key.arn, channelArn, tags: {} }];
      const { items, next } = pageOf(summaries, { nextToken, maxResults });
      return jsonAnswer(200, { streamKeys: items, ...next });
    },
  ),
  DeleteStreamKey: operation(byArn, ({ arn }, world) => {
    world.channels.deleteKey(ownerOf(world, arn));
    return emptyAnswer(204);
  }),
};

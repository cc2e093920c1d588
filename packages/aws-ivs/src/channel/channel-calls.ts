import {
  BatchGetChannelCommand,
  CreateChannelCommand,
  type CreateChannelCommandInput,
  DeleteChannelCommand,
  GetChannelCommand,
  ListChannelsCommand,
} from "@aws-sdk/client-ivs";
import * as z from "zod/mini";
import { allPages } from "../client/all-pages.js";
import {
  anything,
  type Channel,
  type ChannelSummary,
  channel,
  channelArn,
  channelSummary,
  nextToken,
} from "../client/answers.js";
import type { CallScope, IvsCaller } from "../client/ivs-caller.js";
import { bodyOf, refusalOf } from "../client/refused.js";

const listPage = z.object({ channels: z.array(channelSummary), nextToken });
const pageSize = 100;
/** `BatchGetChannel` takes no more. */
export const batchSize = 50;

/** Every channel of the account and region, or those with a name like this one. */
export function listChannels(
  ivs: IvsCaller,
  scope: CallScope,
  filterByName?: string,
): AsyncGenerator<ChannelSummary, void, undefined> {
  const page = async (token: string | undefined) => {
    const outcome = await ivs.request(
      {
        vendorOperation: "ListChannels",
        kind: "read",
        schema: listPage,
        send: (client, options) =>
          client.send(new ListChannelsCommand({ filterByName, nextToken: token, maxResults: pageSize }), options),
      },
      scope,
    );
    const body = bodyOf(outcome);
    return { items: body.channels, next: body.nextToken ?? null };
  };
  return allPages(page, { provider: ivs.provider, operation: scope.operation });
}

/** `null`: there is no such channel. */
export async function getChannel(ivs: IvsCaller, arn: string, scope: CallScope): Promise<Channel | null> {
  const outcome = await ivs.request(
    {
      vendorOperation: "GetChannel",
      kind: "read",
      schema: z.object({ channel }),
      refusals: ["ResourceNotFoundException"],
      send: (client, options) => client.send(new GetChannelCommand({ arn }), options),
    },
    scope,
  );
  return "body" in outcome ? outcome.body.channel : null;
}

const created = z.object({ channel: z.optional(z.unknown()), streamKey: z.optional(z.unknown()) });

/** Creates a channel, and with it its key. Sent once. Every part of the answer may be missing. */
export async function createChannel(ivs: IvsCaller, input: CreateChannelCommandInput, scope: CallScope) {
  const outcome = await ivs.request(
    {
      vendorOperation: "CreateChannel",
      kind: "effect",
      schema: created,
      send: (client, options) => client.send(new CreateChannelCommand(input), options),
    },
    scope,
  );
  return bodyOf(outcome);
}

/** `live`: a live channel cannot be deleted yet. One that is gone counts as deleted. */
export async function deleteChannel(ivs: IvsCaller, arn: string, scope: CallScope): Promise<"deleted" | "live"> {
  const outcome = await ivs.request(
    {
      vendorOperation: "DeleteChannel",
      kind: "effect",
      schema: anything,
      refusals: ["ResourceNotFoundException", "ConflictException"],
      send: (client, options) => client.send(new DeleteChannelCommand({ arn }), options),
    },
    scope,
  );
  return refusalOf(outcome) === "ConflictException" ? "live" : "deleted";
}

/**
 * Those of the channels that IVS finds, by ARN, with as much of each as the schema wants: a request for each 50. It
 * lists the others as errors whose codes are not documented, so ask for each of them.
 */
async function readBatches<Item extends { readonly arn: string }>(
  ivs: IvsCaller,
  { arns, schema }: { readonly arns: readonly string[]; readonly schema: z.core.$ZodType<Item> },
  scope: CallScope,
): Promise<Map<string, Item>> {
  const found = new Map<string, Item>();
  for (let start = 0; start < arns.length; start += batchSize) {
    const part = arns.slice(start, start + batchSize);
    const outcome = await ivs.request(
      {
        vendorOperation: "BatchGetChannel",
        kind: "read",
        schema: z.object({ channels: z.optional(z.nullable(z.array(schema))) }),
        send: (client, options) => client.send(new BatchGetChannelCommand({ arns: part }), options),
      },
      scope,
    );
    for (const item of bodyOf(outcome).channels ?? []) found.set(item.arn, item);
  }
  return found;
}

/** Which of the channels IVS finds; what is missing may be there all the same: ask for each by name. */
export async function foundChannels(ivs: IvsCaller, arns: readonly string[], scope: CallScope): Promise<Set<string>> {
  return new Set((await readBatches(ivs, { arns, schema: z.object({ arn: channelArn }) }, scope)).keys());
}

/** The channels of these ARNs, in their order. Those that are gone are left out. */
export async function getChannels(ivs: IvsCaller, arns: readonly string[], scope: CallScope): Promise<Channel[]> {
  const found = await readBatches(ivs, { arns, schema: channel }, scope);
  const channels: Channel[] = [];
  for (const arn of arns) {
    const each = found.get(arn) ?? (await getChannel(ivs, arn, scope));
    if (each !== null) channels.push(each);
  }
  return channels;
}

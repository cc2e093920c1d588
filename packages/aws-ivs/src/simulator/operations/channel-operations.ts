import * as z from "zod/mini";
import { emptyAnswer, jsonAnswer } from "../http/answer.js";
import { IvsError } from "../http/ivs-errors.js";
import type { ChannelRecord } from "../world/account.js";
import { channelOf, type Operation, operation, pageOf, shapes, type World } from "./operation.js";

const orEmpty = (arn: z.ZodMiniString) => z.optional(z.union([z.literal(""), arn]));
const settings = {
  name: shapes.name,
  latencyMode: z.optional(z.enum(["LOW", "NORMAL"])),
  type: z.optional(z.enum(["BASIC", "STANDARD", "ADVANCED_SD", "ADVANCED_HD"])),
  preset: z.optional(z.enum(["HIGHER_BANDWIDTH_DELIVERY", "CONSTRAINED_BANDWIDTH_DELIVERY"])),
  authorized: z.optional(z.boolean()),
  insecureIngest: z.optional(z.boolean()),
  recordingConfigurationArn: orEmpty(shapes.recordingConfigurationArn),
  playbackRestrictionPolicyArn: orEmpty(shapes.restrictionPolicyArn),
};
const summaryOf = ({ key: _key, reception: _reception, ...channel }: ChannelRecord) => ({
  arn: channel.arn,
  name: channel.name,
  latencyMode: channel.latencyMode,
  type: channel.type,
  preset: channel.preset,
  authorized: channel.authorized,
  insecureIngest: channel.insecureIngest,
  recordingConfigurationArn: channel.recordingConfigurationArn,
  playbackRestrictionPolicyArn: channel.playbackRestrictionPolicyArn,
  tags: channel.tags,
});
const wholeOf = (channel: ChannelRecord) => ({
  ...summaryOf(channel),
  ingestEndpoint: channel.ingestEndpoint,
  playbackUrl: channel.playbackUrl,
  containerFormat: "TS",
  srt: {
    endpoint: channel.ingestEndpoint.replace("global-contribute", "srt"),
    passphrase: `passphrase-of-${channel.id}`,
  },
});

/** @throws ResourceNotFoundException for an ARN that names nothing. */
function checkReferences(
  { account }: World,
  arns: {
    readonly recordingConfigurationArn?: string | undefined;
    readonly playbackRestrictionPolicyArn?: string | undefined;
  },
): void {
  const { recordingConfigurationArn: recording, playbackRestrictionPolicyArn: policy } = arns;
  const isMissing =
    (recording && !account.recordingConfigurations.has(recording)) ||
    (policy && !account.restrictionPolicies.has(policy));
  if (isMissing) throw new IvsError("ResourceNotFoundException", "A referenced resource was not found");
}

const createChannel = operation(z.object({ ...settings, tags: shapes.tags }), async (input, world) => {
  const { type = "STANDARD", preset } = input;
  if (preset !== undefined && !type.startsWith("ADVANCED")) {
    throw new IvsError("ValidationException", "preset is for the ADVANCED types");
  }
  if (Object.keys(input.tags ?? {}).length > 50) throw new IvsError("ValidationException", "Too many tags");
  checkReferences(world, input);
  if (world.account.channels.size >= world.configuration.quotas.channels) {
    throw new IvsError("ServiceQuotaExceededException", "The account has as many channels as it may have");
  }
  const channel = await world.channels.create({
    name: input.name ?? "",
    latencyMode: input.latencyMode ?? "LOW",
    type,
    preset: preset ?? (type.startsWith("ADVANCED") ? "HIGHER_BANDWIDTH_DELIVERY" : ""),
    authorized: input.authorized ?? false,
    insecureIngest: input.insecureIngest ?? false,
    recordingConfigurationArn: input.recordingConfigurationArn ?? "",
    playbackRestrictionPolicyArn: input.playbackRestrictionPolicyArn ?? "",
    tags: { ...input.tags },
  });
  const streamKey = { ...channel.key, channelArn: channel.arn, tags: {} };
  return jsonAnswer(200, { channel: wholeOf(channel), streamKey });
});

const byArn = z.object({ arn: shapes.channelArn });

const getChannel = operation(byArn, ({ arn }, world) => jsonAnswer(200, { channel: wholeOf(channelOf(world, arn)) }));

const batchGetChannel = operation(
  z.object({ arns: z.array(shapes.channelArn).check(z.minLength(1), z.maxLength(50)) }),
  ({ arns }, { account }) => {
    const found = arns.map((arn) => account.channels.get(arn)).filter((channel) => channel !== undefined);
    const errors = arns
      .filter((arn) => !account.channels.has(arn))
      .map((arn) => ({ arn, code: "ResourceNotFoundException", message: "not found" }));
    return jsonAnswer(200, { channels: found.map(wholeOf), errors });
  },
);

const listFilters = {
  filterByName: shapes.name,
  filterByRecordingConfigurationArn: orEmpty(shapes.recordingConfigurationArn),
  filterByPlaybackRestrictionPolicyArn: orEmpty(shapes.restrictionPolicyArn),
};

const listChannels = operation(
  z.object({ ...listFilters, nextToken: shapes.nextToken, maxResults: shapes.maxResults(100) }),
  (input, { account, timers, configuration }) => {
    const { filterByName: name, filterByRecordingConfigurationArn: recording } = input;
    const policy = input.filterByPlaybackRestrictionPolicyArn;
    if ([name, recording, policy].filter((filter) => filter !== undefined).length > 1) {
      throw new IvsError("ConflictException", "Filters exclude each other");
    }
    const newest = timers.clock.monotonic() - configuration.timings.listLagMs;
    // Whether names are matched as a whole is not documented: here a part is enough, so that clients compare.
    const matching = [...account.channels.values()].filter(
      (channel) =>
        channel.createdAt <= newest &&
        (name === undefined || channel.name.includes(name)) &&
        (recording === undefined || channel.recordingConfigurationArn === recording) &&
        (policy === undefined || channel.playbackRestrictionPolicyArn === policy),
    );
    const { items, next } = pageOf(matching, { nextToken: input.nextToken, maxResults: input.maxResults ?? 100 });
    return jsonAnswer(200, { channels: items.map(summaryOf), ...next });
  },
);

const updateChannel = operation(z.object({ ...settings, arn: shapes.channelArn }), ({ arn, ...changes }, world) => {
  const channel = channelOf(world, arn);
  if (channel.broadcast !== null) throw new IvsError("ConflictException", `Channel: ${arn} is live`);
  checkReferences(world, changes);
  for (const [name, value] of Object.entries(changes)) if (value !== undefined) Reflect.set(channel, name, value);
  return jsonAnswer(200, { channel: wholeOf(channel) });
});

const deleteChannel = operation(byArn, async ({ arn }, world) => {
  const channel = channelOf(world, arn);
  if (channel.broadcast !== null) throw new IvsError("ConflictException", `Channel: ${arn} is live`);
  await world.channels.delete(channel);
  return emptyAnswer(204);
});

export const channelOperations: Readonly<Record<string, Operation>> = {
  CreateChannel: createChannel,
  GetChannel: getChannel,
  BatchGetChannel: batchGetChannel,
  ListChannels: listChannels,
  UpdateChannel: updateChannel,
  DeleteChannel: deleteChannel,
};

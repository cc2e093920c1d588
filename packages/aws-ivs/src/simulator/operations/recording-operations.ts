import * as z from "zod/mini";
import { emptyAnswer, jsonAnswer } from "../http/answer.js";
import { IvsError } from "../http/ivs-errors.js";
import type { RecordingConfigurationRecord } from "../world/account.js";
import { randomId } from "../world/ids.js";
import { type Operation, operation, pageOf, shapes, type World } from "./operation.js";

/** In an account and region. Source: the quota page of the user guide. */
const most = 20;
const byArn = z.object({ arn: shapes.recordingConfigurationArn });

function wholeOf({ account, timers }: World, record: RecordingConfigurationRecord) {
  const isSettled = timers.clock.monotonic() >= record.settlesAt;
  const settled = account.brokenBuckets.has(record.bucketName) ? "CREATE_FAILED" : "ACTIVE";
  return {
    arn: record.arn,
    name: record.name,
    destinationConfiguration: { s3: { bucketName: record.bucketName } },
    // A bucket in another region is found out later: the creation itself answers success.
    state: isSettled ? settled : "CREATING",
    recordingReconnectWindowSeconds: record.reconnectWindowSeconds,
    tags: {},
  };
}

function recordOf({ account }: World, arn: string): RecordingConfigurationRecord {
  const record = account.recordingConfigurations.get(arn);
  if (record) return record;
  throw new IvsError("ResourceNotFoundException", `Resource: ${arn} not found`);
}

export const recordingOperations: Readonly<Record<string, Operation>> = {
  CreateRecordingConfiguration: operation(
    z.object({
      name: shapes.name,
      destinationConfiguration: z.object({
        s3: z.object({ bucketName: z.string().check(z.regex(/^[a-z0-9\-.]{3,63}$/)) }),
      }),
      recordingReconnectWindowSeconds: z.optional(z.int().check(z.minimum(0), z.maximum(300))),
      tags: shapes.tags,
    }),
    ({ name = "", destinationConfiguration, recordingReconnectWindowSeconds = 0 }, world) => {
      const { account, timers, configuration } = world;
      if (account.recordingConfigurations.size >= most) {
        throw new IvsError("ServiceQuotaExceededException", `The account has ${most} recording configurations already`);
      }
      const record: RecordingConfigurationRecord = {
        arn: account.arn("recording-configuration", randomId(12)),
        name,
        bucketName: destinationConfiguration.s3.bucketName,
        reconnectWindowSeconds: recordingReconnectWindowSeconds,
        settlesAt: timers.clock.monotonic() + configuration.timings.recordingConfigurationMs,
      };
      account.recordingConfigurations.set(record.arn, record);
      return jsonAnswer(200, { recordingConfiguration: wholeOf(world, record) });
    },
  ),
  GetRecordingConfiguration: operation(byArn, ({ arn }, world) =>
    jsonAnswer(200, { recordingConfiguration: wholeOf(world, recordOf(world, arn)) }),
  ),
  ListRecordingConfigurations: operation(
    z.object({ nextToken: shapes.nextToken, maxResults: shapes.maxResults(100) }),
    ({ nextToken, maxResults = 100 }, world) => {
      const { items, next } = pageOf([...world.account.recordingConfigurations.values()], { nextToken, maxResults });
      return jsonAnswer(200, { recordingConfigurations: items.map((each) => wholeOf(world, each)), ...next });
    },
  ),
  DeleteRecordingConfiguration: operation(byArn, ({ arn }, world) => {
    recordOf(world, arn);
    if ([...world.account.channels.values()].some((channel) => channel.recordingConfigurationArn === arn)) {
      throw new IvsError("ConflictException", "A channel refers to the recording configuration");
    }
    world.account.recordingConfigurations.delete(arn);
    return emptyAnswer(204);
  }),
};

import {
  CreateRecordingConfigurationCommand,
  DeleteRecordingConfigurationCommand,
  GetRecordingConfigurationCommand,
} from "@aws-sdk/client-ivs";
import { parseOptions } from "@hybrid-stream/provider-kit";
import { type CallContext, delay, HybridStreamError } from "@hybrid-stream/spec";
import * as z from "zod/mini";
import { anything, recordingConfigurationArn } from "../client/answers.js";
import type { CallScope } from "../client/ivs-caller.js";
import { bodyOf } from "../client/refused.js";
import { type IvsContext, scopeOf } from "../ivs-context.js";

/** Where and how streams are recorded. */
export interface RecordingTarget {
  /** In the same region; not encrypted with a KMS key of yours. */
  readonly bucket: string;
  readonly name?: string;
  /** Joins broadcasts that follow each other within so long. 0 to 300 seconds, default 0. */
  readonly reconnectWindowSeconds?: number;
}

/** `failed`: most often the bucket is in another region. */
export interface RecordingConfiguration {
  readonly arn: string;
  readonly state: "creating" | "active" | "failed" | "unknown";
}

const target = z.strictObject({
  bucket: z.string().check(z.regex(/^[a-z0-9.-]{3,63}$/)),
  name: z.optional(z.string().check(z.regex(/^[a-zA-Z0-9_-]{0,128}$/))),
  reconnectWindowSeconds: z._default(z.int().check(z.minimum(0), z.maximum(300)), 0),
});
const configuration = z.object({
  recordingConfiguration: z.object({ arn: recordingConfigurationArn, state: z.catch(z.string(), "") }),
});
const states = { CREATING: "creating", ACTIVE: "active", CREATE_FAILED: "failed" } as const;
const lookMs = 2000;
/** It takes up to 20 s. Source: the user guide. */
const patienceMs = 40_000;

function read({ recordingConfiguration: { arn, state } }: z.output<typeof configuration>): RecordingConfiguration {
  const known = Object.entries(states).find(([name]) => name === state);
  return { arn, state: known?.[1] ?? "unknown" };
}

/** `null`: there is none. */
export async function getRecordingConfiguration(
  { ivs }: IvsContext,
  arn: string,
  scope: CallScope,
): Promise<RecordingConfiguration | null> {
  const outcome = await ivs.request(
    {
      vendorOperation: "GetRecordingConfiguration",
      kind: "read",
      schema: configuration,
      refusals: ["ResourceNotFoundException"],
      send: (client, options) => client.send(new GetRecordingConfigurationCommand({ arn }), options),
    },
    scope,
  );
  return "body" in outcome ? read(outcome.body) : null;
}

/**
 * Creates a recording configuration and waits until it can be used, up to 40 s. Give its ARN to `awsIvs()`.
 *
 * @throws `invalid-options` with `field`; `conflict` when AWS says that it failed, and it is deleted then.
 */
export async function createRecordingConfiguration(
  context: IvsContext,
  wanted: RecordingTarget,
  call: Pick<CallContext, "signal">,
): Promise<RecordingConfiguration> {
  const operation = "createRecordingConfiguration";
  const { bucket, name, reconnectWindowSeconds } = parseOptions(target, wanted, { name: `${operation}()` });
  const scope = scopeOf(operation, call, "start");
  const outcome = await context.ivs.request(
    {
      vendorOperation: "CreateRecordingConfiguration",
      kind: "effect",
      schema: configuration,
      send: (client, options) =>
        client.send(
          new CreateRecordingConfigurationCommand({
            name,
            destinationConfiguration: { s3: { bucketName: bucket } },
            recordingReconnectWindowSeconds: reconnectWindowSeconds,
          }),
          options,
        ),
    },
    scope,
  );
  const { clock, id } = context.settings;
  const since = clock.monotonic();
  let made = read(bodyOf(outcome));
  while (made.state === "creating" && clock.monotonic() - since < patienceMs) {
    await delay(clock, lookMs, call.signal).catch(() => {});
    made = (await getRecordingConfiguration(context, made.arn, scope)) ?? made;
  }
  if (made.state !== "failed") return made;
  await deleteRecordingConfiguration(context, made.arn, call);
  const message = `${operation}: AWS could not use the bucket. It must be in the region ${context.settings.region}, without a KMS key.`;
  throw new HybridStreamError({ code: "conflict", message, provider: id, operation, field: "bucket" });
}

/** One that is gone counts as deleted. @throws `conflict` while channels refer to it. */
export async function deleteRecordingConfiguration(
  { ivs }: IvsContext,
  arn: string,
  call: Pick<CallContext, "signal">,
): Promise<void> {
  await ivs.request(
    {
      vendorOperation: "DeleteRecordingConfiguration",
      kind: "effect",
      schema: anything,
      refusals: ["ResourceNotFoundException"],
      send: (client, options) => client.send(new DeleteRecordingConfigurationCommand({ arn }), options),
    },
    scopeOf("deleteRecordingConfiguration", call, "stop"),
  );
}

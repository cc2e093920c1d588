import {
  CreateStreamKeyCommand,
  DeleteStreamKeyCommand,
  GetStreamKeyCommand,
  ListStreamKeysCommand,
} from "@aws-sdk/client-ivs";
import * as z from "zod/mini";
import { allPages } from "../client/all-pages.js";
import { anything, nextToken, type StreamKey, streamKey, streamKeyArn } from "../client/answers.js";
import type { CallScope, IvsCaller } from "../client/ivs-caller.js";

const listPage = z.object({ streamKeys: z.array(z.object({ arn: streamKeyArn })), nextToken });
const withKey = z.object({ streamKey });
/** The service's own default is 1. */
const pageSize = 50;

/** The ARNs of a channel's keys (IVS allows one); `null` when there is no such channel. Lists never hold the value. */
export async function listStreamKeys(ivs: IvsCaller, channelArn: string, scope: CallScope): Promise<string[] | null> {
  let isGone = false;
  const page = async (token: string | undefined) => {
    const outcome = await ivs.request(
      {
        vendorOperation: "ListStreamKeys",
        kind: "read",
        schema: listPage,
        refusals: ["ResourceNotFoundException"],
        send: (client, options) =>
          client.send(new ListStreamKeysCommand({ channelArn, nextToken: token, maxResults: pageSize }), options),
      },
      scope,
    );
    if ("refusal" in outcome) {
      isGone = true;
      return { items: [], next: null };
    }
    return { items: outcome.body.streamKeys, next: outcome.body.nextToken ?? null };
  };
  const arns: string[] = [];
  for await (const { arn } of allPages(page, { provider: ivs.provider, operation: scope.operation })) arns.push(arn);
  return isGone ? null : arns;
}

/** `null`: the key has gone meanwhile. */
export async function getStreamKey(ivs: IvsCaller, arn: string, scope: CallScope): Promise<StreamKey | null> {
  const outcome = await ivs.request(
    {
      vendorOperation: "GetStreamKey",
      kind: "read",
      schema: withKey,
      refusals: ["ResourceNotFoundException"],
      send: (client, options) => client.send(new GetStreamKeyCommand({ arn }), options),
    },
    scope,
  );
  return "body" in outcome ? outcome.body.streamKey : null;
}

/** `taken`: the channel has a key already. `gone`: there is no such channel. */
export async function createStreamKey(
  ivs: IvsCaller,
  channelArn: string,
  scope: CallScope,
): Promise<StreamKey | "taken" | "gone"> {
  const outcome = await ivs.request(
    {
      vendorOperation: "CreateStreamKey",
      kind: "effect",
      schema: withKey,
      // Which error says "there is one already" is not documented; by the declared list it is the quota's.
      refusals: ["ResourceNotFoundException", "ServiceQuotaExceededException", "ConflictException"],
      send: (client, options) => client.send(new CreateStreamKeyCommand({ channelArn }), options),
    },
    scope,
  );
  if ("body" in outcome) return outcome.body.streamKey;
  return outcome.refusal === "ResourceNotFoundException" ? "gone" : "taken";
}

/** Deletes a key; one that is gone counts as deleted. */
export async function deleteStreamKey(ivs: IvsCaller, arn: string, scope: CallScope): Promise<void> {
  await ivs.request(
    {
      vendorOperation: "DeleteStreamKey",
      kind: "effect",
      schema: anything,
      refusals: ["ResourceNotFoundException"],
      send: (client, options) => client.send(new DeleteStreamKeyCommand({ arn }), options),
    },
    scope,
  );
}

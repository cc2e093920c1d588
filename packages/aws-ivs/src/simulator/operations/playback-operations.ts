import { createPublicKey, type KeyObject } from "node:crypto";
import { fingerprint } from "@hybrid-stream/provider-kit";
import * as z from "zod/mini";
import { emptyAnswer, jsonAnswer } from "../http/answer.js";
import { IvsError } from "../http/ivs-errors.js";
import { randomId } from "../world/ids.js";
import { channelOf, type Operation, operation, pageOf, shapes } from "./operation.js";

/** Of each in an account and region. Source: the quota page of the user guide. */
const most = 3;
const paging = { nextToken: shapes.nextToken, maxResults: shapes.maxResults(100) };

function readKey(publicKeyMaterial: string): KeyObject {
  try {
    const key = createPublicKey(publicKeyMaterial);
    if (key.asymmetricKeyDetails?.namedCurve === "secp384r1") return key;
  } catch {
    // Said below.
  }
  throw new IvsError("ValidationException", "The public key is not on the curve P-384");
}

function checkRoom(count: number, what: string): void {
  if (count >= most) throw new IvsError("ServiceQuotaExceededException", `The account has ${most} ${what} already`);
}

const notFound = (arn: string) => new IvsError("ResourceNotFoundException", `Resource: ${arn} not found`);

const importKey = operation(
  z.object({ publicKeyMaterial: z.string(), name: shapes.name, tags: shapes.tags }),
  ({ publicKeyMaterial, name = "" }, { account }) => {
    const key = readKey(publicKeyMaterial);
    const mark = fingerprint(key.export({ type: "spki", format: "pem" }).toString());
    if ([...account.playbackKeys.values()].some((other) => other.fingerprint === mark)) {
      throw new IvsError("ConflictException", "The key was imported before");
    }
    checkRoom(account.playbackKeys.size, "playback keys");
    const arn = account.arn("playback-key", randomId(12));
    account.playbackKeys.set(arn, { arn, name, fingerprint: mark, key });
    return jsonAnswer(200, { keyPair: { arn, name, fingerprint: mark, tags: {} } });
  },
);

const listKeys = operation(z.object(paging), ({ nextToken, maxResults = 100 }, { account }) => {
  const { items, next } = pageOf([...account.playbackKeys.values()], { nextToken, maxResults });
  return jsonAnswer(200, { keyPairs: items.map(({ arn, name }) => ({ arn, name, tags: {} })), ...next });
});

const deleteKey = operation(z.object({ arn: shapes.playbackKeyArn }), ({ arn }, { account }) => {
  if (!account.playbackKeys.delete(arn)) throw notFound(arn);
  return jsonAnswer(200, {});
});

const createPolicy = operation(
  z.object({
    allowedCountries: z.optional(z.array(z.string().check(z.length(2)))),
    allowedOrigins: z.optional(z.array(z.string().check(z.maxLength(128)))),
    enableStrictOriginEnforcement: z.optional(z.boolean()),
    name: shapes.name,
    tags: shapes.tags,
  }),
  ({ allowedCountries = [], allowedOrigins = [], enableStrictOriginEnforcement = false, name = "" }, { account }) => {
    checkRoom(account.restrictionPolicies.size, "playback restriction policies");
    const arn = account.arn("playback-restriction-policy", randomId(12));
    const policy = { arn, allowedCountries, allowedOrigins, enableStrictOriginEnforcement, name };
    account.restrictionPolicies.set(arn, policy);
    return jsonAnswer(200, { playbackRestrictionPolicy: { ...policy, tags: {} } });
  },
);

const listPolicies = operation(z.object(paging), ({ nextToken, maxResults = 1 }, { account }) => {
  const { items, next } = pageOf([...account.restrictionPolicies.values()], { nextToken, maxResults });
  return jsonAnswer(200, { playbackRestrictionPolicies: items, ...next });
});

const deletePolicy = operation(z.object({ arn: shapes.restrictionPolicyArn }), ({ arn }, { account }) => {
  if ([...account.channels.values()].some((channel) => channel.playbackRestrictionPolicyArn === arn)) {
    throw new IvsError("ConflictException", "A channel refers to the policy");
  }
  if (!account.restrictionPolicies.delete(arn)) throw notFound(arn);
  return emptyAnswer(204);
});

const revoke = operation(
  z.object({ channelArn: shapes.channelArn, viewerId: z.string().check(z.minLength(1), z.maxLength(40)) }),
  ({ channelArn, viewerId }, world) => {
    channelOf(world, channelArn);
    world.account.revoked.push({ channelArn, viewerId });
    return jsonAnswer(200, {});
  },
);

export const playbackOperations: Readonly<Record<string, Operation>> = {
  ImportPlaybackKeyPair: importKey,
  ListPlaybackKeyPairs: listKeys,
  DeletePlaybackKeyPair: deleteKey,
  CreatePlaybackRestrictionPolicy: createPolicy,
  ListPlaybackRestrictionPolicies: listPolicies,
  DeletePlaybackRestrictionPolicy: deletePolicy,
  StartViewerSessionRevocation: revoke,
};

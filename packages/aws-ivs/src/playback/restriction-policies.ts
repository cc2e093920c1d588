import {
  CreatePlaybackRestrictionPolicyCommand,
  DeletePlaybackRestrictionPolicyCommand,
  ListPlaybackRestrictionPoliciesCommand,
} from "@aws-sdk/client-ivs";
import { parseOptions } from "@hybrid-stream/provider-kit";
import type { CallContext } from "@hybrid-stream/spec";
import * as z from "zod/mini";
import { allPages } from "../client/all-pages.js";
import { anything, nextToken, playbackRestrictionPolicyArn } from "../client/answers.js";
import { bodyOf } from "../client/refused.js";
import { type IvsContext, scopeOf } from "../ivs-context.js";

/** Who may watch public streams. A viewer whose country is not known is let in. */
export interface PlaybackRestriction {
  /** ISO 3166-1 alpha-2, at most 200. Default: all. */
  readonly countries?: readonly string[];
  /** Web origins, at most 5 of 128 characters. Default: all. */
  readonly origins?: readonly string[];
  /** Has every request checked. Default `false`. */
  readonly strictOrigin?: boolean;
  readonly name?: string;
}

/** A policy as IVS has it. An account has at most 3 in a region. */
export interface PlaybackRestrictionPolicy {
  readonly arn: string;
  readonly countries: readonly string[];
  readonly origins: readonly string[];
}

const restriction = z.strictObject({
  countries: z._default(z.array(z.string().check(z.regex(/^[A-Z]{2}$/))).check(z.maxLength(200)), []),
  // The quota page says 256 characters, the API's model 128.
  origins: z._default(z.array(z.string().check(z.regex(/^https?:\/\/[^\s/,]{1,120}$/))).check(z.maxLength(5)), []),
  strictOrigin: z._default(z.boolean(), false),
  name: z.optional(z.string().check(z.regex(/^[a-zA-Z0-9_-]{0,128}$/))),
});
const policy = z.object({
  arn: playbackRestrictionPolicyArn,
  allowedCountries: z.array(z.string()),
  allowedOrigins: z.array(z.string()),
});
const listPage = z.object({ playbackRestrictionPolicies: z.array(policy), nextToken });

function read({ arn, allowedCountries, allowedOrigins }: z.output<typeof policy>): PlaybackRestrictionPolicy {
  return { arn, countries: allowedCountries, origins: allowedOrigins };
}

/** @throws `invalid-options` with `field`, `quota-exhausted` for a fourth one. */
export async function createPlaybackRestrictionPolicy(
  { ivs }: IvsContext,
  wanted: PlaybackRestriction,
  call: Pick<CallContext, "signal">,
): Promise<PlaybackRestrictionPolicy> {
  const operation = "createPlaybackRestrictionPolicy";
  const { countries, origins, strictOrigin, name } = parseOptions(restriction, wanted, { name: `${operation}()` });
  const input = {
    allowedCountries: countries,
    allowedOrigins: origins,
    enableStrictOriginEnforcement: strictOrigin,
    name,
  };
  const outcome = await ivs.request(
    {
      vendorOperation: "CreatePlaybackRestrictionPolicy",
      kind: "effect",
      schema: z.object({ playbackRestrictionPolicy: policy }),
      send: (client, options) => client.send(new CreatePlaybackRestrictionPolicyCommand(input), options),
    },
    scopeOf(operation, call, "start"),
  );
  return read(bodyOf(outcome).playbackRestrictionPolicy);
}

export async function listPlaybackRestrictionPolicies(
  { ivs }: IvsContext,
  call: Pick<CallContext, "signal">,
): Promise<PlaybackRestrictionPolicy[]> {
  const scope = scopeOf("listPlaybackRestrictionPolicies", call, "observe");
  const page = async (token: string | undefined) => {
    const outcome = await ivs.request(
      {
        vendorOperation: "ListPlaybackRestrictionPolicies",
        kind: "read",
        schema: listPage,
        send: (client, options) =>
          // IVS's own default is 1.
          client.send(new ListPlaybackRestrictionPoliciesCommand({ nextToken: token, maxResults: 100 }), options),
      },
      scope,
    );
    const { playbackRestrictionPolicies, nextToken: next } = bodyOf(outcome);
    return { items: playbackRestrictionPolicies, next: next ?? null };
  };
  const found: PlaybackRestrictionPolicy[] = [];
  for await (const each of allPages(page, { provider: ivs.provider, operation: scope.operation }))
    found.push(read(each));
  return found;
}

/** One that is gone counts as deleted. @throws `conflict` while channels refer to it. */
export async function deletePlaybackRestrictionPolicy(
  { ivs }: IvsContext,
  arn: string,
  call: Pick<CallContext, "signal">,
): Promise<void> {
  await ivs.request(
    {
      vendorOperation: "DeletePlaybackRestrictionPolicy",
      kind: "effect",
      schema: anything,
      refusals: ["ResourceNotFoundException"],
      send: (client, options) => client.send(new DeletePlaybackRestrictionPolicyCommand({ arn }), options),
    },
    scopeOf("deletePlaybackRestrictionPolicy", call, "stop"),
  );
}

import type { KeyObject } from "node:crypto";
import { optionOrEnvironment, parseOptions } from "@hybrid-stream/provider-kit";
import { HybridStreamError, Secret, silentLogger, systemClock } from "@hybrid-stream/spec";
import { type AwsIvsOptions, optionsSchema, type PlaybackAuthorization } from "./options.js";
import { readPlaybackKey } from "./playback/read-playback-key.js";
import { type AwsIvsRegion, awsIvsRegions } from "./regions.js";

export const kind = "aws-ivs";
const playbackKeyVariable = "AWS_IVS_PLAYBACK_PRIVATE_KEY";

/** How tokens are made. */
export interface TokenSettings extends Omit<PlaybackAuthorization, "privateKey"> {
  readonly key: KeyObject;
}

/** The options with every default filled in. */
export type Settings = ReturnType<typeof readSettings>;

function isRegion(value: string): value is AwsIvsRegion {
  return awsIvsRegions.some((region) => region === value);
}

function regionOf(option: AwsIvsRegion | undefined): AwsIvsRegion {
  const field = "region";
  const region = optionOrEnvironment({ option, field, variable: "AWS_REGION" });
  if (isRegion(region)) return region;
  // The SDK would make an address for any word.
  const message = `awsIvs(): option "region" has a wrong value: IVS is in ${awsIvsRegions.join(", ")}. Correct it, or AWS_REGION.`;
  throw new HybridStreamError({ code: "invalid-options", message, field });
}

function tokenSettings(option: PlaybackAuthorization | undefined): TokenSettings | null {
  if (option === undefined && !process.env[playbackKeyVariable]?.trim()) return null;
  const { privateKey, ...rest } = option ?? {};
  const field = "playbackAuthorization.privateKey";
  const revealed = privateKey instanceof Secret ? privateKey.reveal() : privateKey;
  const pem = optionOrEnvironment({ option: revealed, field, variable: playbackKeyVariable });
  return { ...rest, key: readPlaybackKey(new Secret(pem), field) };
}

/** Names the account for pace and retries, as far as it is known, without a secret. */
function credentialNameOf(credentials: AwsIvsOptions["credentials"]): string {
  return typeof credentials === "object" && "accessKeyId" in credentials ? String(credentials.accessKeyId) : "default";
}

function secretsIn(credentials: AwsIvsOptions["credentials"]): Secret[] {
  if (typeof credentials !== "object" || !("secretAccessKey" in credentials)) return [];
  return [credentials.secretAccessKey, credentials.sessionToken]
    .filter((value) => typeof value === "string")
    .map((value) => new Secret(value));
}

/**
 * Checks the options and fills in the defaults.
 *
 * @throws `invalid-options` with `field`.
 */
export function readSettings(options: AwsIvsOptions) {
  const read = parseOptions(optionsSchema, options, { name: "awsIvs()" });
  const region = regionOf(read.region);
  const { eventSecret } = read;
  return {
    ...read,
    id: read.id ?? kind,
    region,
    endpoint: read.endpoint ?? `https://ivs.${region}.amazonaws.com`,
    credentialName: credentialNameOf(read.credentials),
    secrets: secretsIn(read.credentials),
    token: tokenSettings(options.playbackAuthorization),
    eventSecret: typeof eventSecret === "string" ? new Secret(eventSecret) : eventSecret,
    recordingsUrl: read.recordingsUrl?.replace(/\/+$/, ""),
    fetch: read.fetch ?? fetch,
    clock: read.clock ?? systemClock,
    logger: read.logger ?? silentLogger,
  };
}

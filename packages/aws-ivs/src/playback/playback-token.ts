import { createHash, sign } from "node:crypto";
import type { TokenSettings } from "../settings.js";

/** IVS takes no more. Source: the user guide's page on tokens. */
const longestViewerId = 40;
/** With a viewer's id a token has to be used within so long. Source: as above. Seconds. */
const longestWithViewerId = 600;

/** What a token is made for. */
export interface TokenRequest {
  readonly channelArn: string;
  readonly viewerId: string | undefined;
  readonly expiresInSeconds: number;
  readonly now: Date;
}

/** A token, and when it ends. */
export interface PlaybackToken {
  readonly token: string;
  readonly expiresAt: Date;
}

/** A viewer's id as IVS takes it: at most 40 characters, a longer one by its hash. */
export function ivsViewerId(viewerId: string): string {
  if (viewerId.length <= longestViewerId) return viewerId;
  return createHash("sha256").update(viewerId).digest("base64url").slice(0, longestViewerId);
}

const encode = (value: object): string => Buffer.from(JSON.stringify(value)).toString("base64url");
const header = encode({ alg: "ES384", typ: "JWT" });

function claimsOf(settings: TokenSettings, { channelArn, viewerId }: TokenRequest, expirySeconds: number): object {
  const { origins, strictOrigin, maximumResolution } = settings;
  return {
    "aws:channel-arn": channelArn,
    // Whole seconds. AWS's own example takes milliseconds, and makes tokens that never end.
    exp: expirySeconds,
    ...(origins && { "aws:access-control-allow-origin": origins.join(",") }),
    ...(strictOrigin === true && { "aws:strict-origin-enforcement": true }),
    ...(maximumResolution && { "aws:maximum-resolution": maximumResolution }),
    ...(viewerId !== undefined && { "aws:viewer-id": ivsViewerId(viewerId) }),
  };
}

/** Signs a token here, without a request. It is checked when playback starts: its end stops no viewing. */
export function signPlaybackToken(settings: TokenSettings, request: TokenRequest): PlaybackToken {
  const viewerId = settings.includeViewerId === true && request.viewerId ? request.viewerId : undefined;
  const ttl =
    viewerId === undefined ? request.expiresInSeconds : Math.min(request.expiresInSeconds, longestWithViewerId);
  const expirySeconds = Math.floor(request.now.getTime() / 1000 + Math.max(1, ttl));
  const payload = encode(claimsOf(settings, { ...request, viewerId }, expirySeconds));
  const signature = sign("sha384", Buffer.from(`${header}.${payload}`), {
    key: settings.key,
    // What JWT wants; the default form is another one, which IVS refuses.
    dsaEncoding: "ieee-p1363",
  });
  return {
    token: `${header}.${payload}.${signature.toString("base64url")}`,
    expiresAt: new Date(expirySeconds * 1000),
  };
}

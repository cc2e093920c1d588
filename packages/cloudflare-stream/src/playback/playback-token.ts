import { sign } from "node:crypto";
import type { AccessRule } from "../options.js";
import type { SigningKey } from "./signing-key.js";

/** Cloudflare takes no token that is good for longer. Seconds. */
export const longestTokenSeconds = 86_400;

/** What a playback token allows. */
export interface PlaybackTokenRequest {
  /** The id of a live input or of a video. */
  readonly subject: string;
  readonly now: Date;
  /** At most {@link longestTokenSeconds}. */
  readonly lifeSeconds: number;
  readonly accessRules: readonly AccessRule[];
  readonly key: SigningKey;
}

const encode = (value: object): string => Buffer.from(JSON.stringify(value)).toString("base64url");

/**
 * A JSON Web Token (RS256) that stands in place of the id in playback addresses. Good from a minute ago, for clocks that
 * disagree. Signed here, so that it costs no call.
 */
export function signPlaybackToken(request: PlaybackTokenRequest): { readonly token: string; readonly expiresAt: Date } {
  const { subject, now, accessRules, key } = request;
  const seconds = Math.floor(now.getTime() / 1000);
  const exp = seconds + Math.max(1, Math.min(Math.floor(request.lifeSeconds), longestTokenSeconds));
  const header = { alg: "RS256", kid: key.id };
  const claims = { sub: subject, kid: key.id, exp, nbf: seconds - 60, ...(accessRules.length > 0 && { accessRules }) };
  const signed = `${encode(header)}.${encode(claims)}`;
  const signature = sign("RSA-SHA256", Buffer.from(signed), key.key).toString("base64url");
  return { token: `${signed}.${signature}`, expiresAt: new Date(exp * 1000) };
}

import { sign } from "node:crypto";
import type { SigningKey } from "./signing-key.js";

const encode = (value: object): string => Buffer.from(JSON.stringify(value)).toString("base64url");

/**
 * A token of Mux: RS256, with the key's id among the claims, where Mux looks for it.
 *
 * @param claims `aud` is `v` for video, `live_stream_id` for numbers. `exp` is in Unix seconds.
 */
export function signToken(
  { id, key }: SigningKey,
  claims: {
    readonly sub: string;
    readonly aud: string;
    readonly exp: number;
    readonly [extra: string]: string | number;
  },
): string {
  const signed = `${encode({ alg: "RS256", typ: "JWT", kid: id })}.${encode({ ...claims, kid: id })}`;
  return `${signed}.${sign("RSA-SHA256", Buffer.from(signed), key).toString("base64url")}`;
}

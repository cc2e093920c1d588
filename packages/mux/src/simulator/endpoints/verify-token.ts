import { verify } from "node:crypto";
import type { Clock } from "@hybrid-stream/spec";
import * as z from "zod/mini";
import type { Account } from "../world/account.js";

const header = z.object({ alg: z.literal("RS256") });
const claims = z.object({ sub: z.string(), aud: z.string(), exp: z.number(), kid: z.string() });

function decoded(part: string | undefined): unknown {
  try {
    return JSON.parse(Buffer.from(part ?? "", "base64url").toString());
  } catch {
    return undefined;
  }
}

/** Whether a token lets its bearer at `sub`: RS256, by a key of the environment that its claims name. */
export function isGoodToken(
  token: string | null,
  {
    account,
    clock,
    sub,
    aud,
  }: { readonly account: Account; readonly clock: Clock; readonly sub: string; readonly aud: string },
): boolean {
  const [first, second, signature] = (token ?? "").split(".");
  const read = z.safeParse(claims, decoded(second));
  if (!read.success || !z.safeParse(header, decoded(first)).success || signature === undefined) return false;
  const key = account.signingKeys.get(read.data.kid);
  if (key === undefined || read.data.sub !== sub || read.data.aud !== aud) return false;
  if (read.data.exp * 1000 <= clock.now().getTime()) return false;
  return verify("RSA-SHA256", Buffer.from(`${first}.${second}`), key.publicKey, Buffer.from(signature, "base64url"));
}

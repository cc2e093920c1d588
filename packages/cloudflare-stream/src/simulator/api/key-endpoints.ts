import { createPrivateKey, sign } from "node:crypto";
import * as z from "zod/mini";
import { notFound, resultAnswer } from "../http/answers.js";
import type { Endpoint } from "../http/endpoint.js";
import type { SigningKeyRing } from "../world/signing-keys.js";
import { apiRoot } from "./api-root.js";

const root = `${apiRoot}/stream/keys`;
const material = z.looseObject({ id: z.string(), pem: z.string() });

/** Keys for playback tokens, and tokens by the API. */
export function keyEndpoints(keys: SigningKeyRing, now: () => Date): Endpoint[] {
  let own: { readonly id: string; readonly pem: string } | null = null;
  const tokenFor = (sub: string): string => {
    own ??= z.parse(material, keys.create());
    const exp = Math.floor(now().getTime() / 1000) + 3600;
    const part = (value: object): string => Buffer.from(JSON.stringify(value)).toString("base64url");
    const signed = `${part({ alg: "RS256", kid: own.id })}.${part({ sub, kid: own.id, exp: String(exp) })}`;
    const key = createPrivateKey(Buffer.from(own.pem, "base64").toString());
    return `${signed}.${sign("RSA-SHA256", Buffer.from(signed), key).toString("base64url")}`;
  };
  return [
    {
      operation: "createKey",
      method: "POST",
      path: root,
      permission: "write",
      respond: () => resultAnswer(keys.create()),
    },
    { operation: "listKeys", method: "GET", path: root, permission: "read", respond: () => resultAnswer(keys.list()) },
    {
      operation: "deleteKey",
      method: "DELETE",
      path: `${root}/:key`,
      permission: "write",
      respond: ({ parts }) => (keys.delete(parts.key ?? "") ? resultAnswer("Revoked") : notFound()),
    },
    {
      operation: "requestToken",
      method: "POST",
      path: `${apiRoot}/stream/:video/token`,
      permission: "write",
      respond: ({ parts }) => resultAnswer({ token: tokenFor(parts.video ?? "") }),
    },
  ];
}

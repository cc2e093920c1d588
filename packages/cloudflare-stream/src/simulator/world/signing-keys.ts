import { createPublicKey, generateKeyPairSync, type KeyObject, verify } from "node:crypto";
import type { Clock } from "@hybrid-stream/spec";
import * as z from "zod/mini";
import { newId } from "./ids.js";

interface Key {
  readonly id: string;
  readonly created: Date;
  readonly publicKey: KeyObject;
}

const longestSeconds = 86_400;
const claims = z.looseObject({
  sub: z.string(),
  kid: z.string(),
  // Cloudflare's own samples carry digits in quotes.
  exp: z.coerce.number(),
  nbf: z.optional(z.coerce.number()),
});

const decoded = (part: string | undefined): unknown => JSON.parse(Buffer.from(part ?? "", "base64url").toString());

/** The account's keys for playback tokens. */
export class SigningKeyRing {
  readonly #keys = new Map<string, Key>();
  readonly #clock: Clock;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** A new key, with its private parts this once. */
  create(): object {
    const { privateKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
    const id = newId();
    const jwk = { use: "sig", kid: id, alg: "RS256", ...privateKey.export({ format: "jwk" }) };
    const pem = privateKey.export({ format: "pem", type: "pkcs1" }).toString();
    const created = this.#clock.now();
    this.#keys.set(id, { id, created, publicKey: createPublicKey(privateKey) });
    const base64 = (text: string): string => Buffer.from(text).toString("base64");
    return { id, pem: base64(pem), jwk: base64(JSON.stringify(jwk)), created: created.toISOString() };
  }

  list(): object[] {
    return [...this.#keys.values()].map(({ id, created }) => ({ id, created: created.toISOString() }));
  }

  delete(id: string): boolean {
    return this.#keys.delete(id);
  }

  /** Whose playback the token allows; `null` when it is no good. */
  subjectOf(token: string): string | null {
    try {
      const [header, body, signature] = token.split(".");
      const { sub, kid, exp, nbf = 0 } = z.parse(claims, decoded(body));
      z.parse(z.looseObject({ alg: z.literal("RS256"), kid: z.literal(kid) }), decoded(header));
      const now = this.#clock.now().getTime() / 1000;
      const key = this.#keys.get(kid);
      if (!key || exp <= now || exp > now + longestSeconds || nbf > now) return null;
      const signed = Buffer.from(`${header}.${body}`);
      return verify("RSA-SHA256", signed, key.publicKey, Buffer.from(signature ?? "", "base64url")) ? sub : null;
    } catch {
      return null;
    }
  }
}

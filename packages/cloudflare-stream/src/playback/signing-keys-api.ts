import { Secret } from "@hybrid-stream/spec";
import * as z from "zod/mini";
import type { StreamCall, StreamClient } from "../client/client-types.js";
import { enveloped } from "../client/envelope.js";
import { gone } from "../live-inputs/live-inputs-api.js";

/** A new key. Cloudflare shows it once: put it into your secret store, then into `signingKey`. */
export interface CreatedSigningKey {
  readonly id: string;
  /** Base64, as the option `signingKey.jwk` takes it. */
  readonly jwk: Secret;
  /** Base64. */
  readonly pem: Secret;
}

/** The account's keys that sign playback; up to 1,000. */
export interface SigningKeys {
  create(call: StreamCall): Promise<CreatedSigningKey>;
  list(call: StreamCall): Promise<{ readonly id: string; readonly createdAt: string | null }[]>;
  /** Every token that it has signed is refused from then on. One that is gone already is fine. */
  delete(id: string, call: StreamCall): Promise<void>;
}

const secret = z.pipe(
  z.string(),
  z.transform((value: string) => new Secret(value)),
);
const path = "/accounts/{account}/stream/keys";
const created = enveloped(z.object({ id: z.string(), jwk: secret, pem: secret }));
// The newest SDK of Cloudflare calls the id `key_id`.
const listed = enveloped(
  z.array(z.object({ id: z.nullish(z.string()), key_id: z.nullish(z.string()), created: z.nullish(z.string()) })),
);

export function createSigningKeys(client: StreamClient): SigningKeys {
  return {
    async create(call) {
      const { body } = await client.request({
        method: "POST",
        path,
        operation: "createSigningKey",
        kind: "effect",
        priority: "start",
        call,
        schema: created,
      });
      const { id, jwk, pem } = body.result;
      return { id, jwk, pem };
    },
    async list(call) {
      const { body } = await client.request({
        method: "GET",
        path,
        operation: "listSigningKeys",
        kind: "read",
        priority: "sweep",
        call,
        schema: listed,
      });
      return body.result.flatMap(({ id, key_id, created }) => {
        const name = id ?? key_id;
        return name == null ? [] : [{ id: name, createdAt: created ?? null }];
      });
    },
    delete: (key, call) =>
      gone(
        client.request({
          method: "DELETE",
          path: `${path}/{key}`,
          parameters: { key },
          operation: "deleteSigningKey",
          kind: "effect",
          priority: "start",
          call,
        }),
      ),
  };
}

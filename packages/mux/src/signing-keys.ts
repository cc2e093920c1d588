import { type CallContext, HybridStreamError, Secret } from "@hybrid-stream/spec";
import * as z from "zod/mini";
import { dataOf } from "./api/answers.js";
import { refuseAborted } from "./api/given-up.js";
import type { Calling } from "./api/mux-client.js";
import { pagesOf } from "./api/pages.js";
import type { MuxContext } from "./mux-context.js";

const root = "/system/v1/signing-keys";
const text = z.string().check(z.minLength(1));

/** A new key. Mux shows the private part this once: keep it where secrets are kept. */
export interface NewSigningKey {
  readonly id: string;
  /** Base64 of a PEM, as the `signingKey` option takes it. */
  readonly privateKey: Secret;
}

function callingFor(context: MuxContext, operation: string, call: CallContext): Calling {
  refuseAborted(context.provider, operation, call);
  return { call, operation, priority: "sweep" };
}

export async function createSigningKey(context: MuxContext, call: CallContext): Promise<NewSigningKey> {
  const calling = callingFor(context, "createSigningKey", call);
  const schema = dataOf(z.object({ id: text, private_key: text }));
  const { body } = await context.client.request({ method: "POST", path: root, schema, ...calling });
  return { id: body.data.id, privateKey: new Secret(body.data.private_key) };
}

/** Their ids. */
export async function listSigningKeys(context: MuxContext, call: CallContext): Promise<string[]> {
  const calling = callingFor(context, "listSigningKeys", call);
  const schema = z.object({ id: text });
  const ids = new Set<string>();
  for await (const page of pagesOf(context.client, { path: root, schema, calling })) {
    for (const { id } of page) ids.add(id);
  }
  return [...ids];
}

/** Every address that it signed stops working. One that is gone already is fine. */
export async function deleteSigningKey(context: MuxContext, id: string, call: CallContext): Promise<void> {
  const calling = callingFor(context, "deleteSigningKey", call);
  try {
    await context.client.request({ method: "DELETE", path: `${root}/{id}`, pathParameters: { id }, ...calling });
  } catch (thrown) {
    if (!HybridStreamError.isInstance(thrown) || thrown.code !== "not-found") throw thrown;
  }
}

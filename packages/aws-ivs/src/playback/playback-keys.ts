import { createPublicKey, generateKeyPairSync } from "node:crypto";
import {
  DeletePlaybackKeyPairCommand,
  ImportPlaybackKeyPairCommand,
  ListPlaybackKeyPairsCommand,
} from "@aws-sdk/client-ivs";
import { type CallContext, HybridStreamError, Secret } from "@hybrid-stream/spec";
import * as z from "zod/mini";
import { allPages } from "../client/all-pages.js";
import { anything, nextToken, playbackKeyArn } from "../client/answers.js";
import { bodyOf } from "../client/refused.js";
import { type IvsContext, scopeOf } from "../ivs-context.js";
import { playbackCurve } from "./read-playback-key.js";

const keyPair = z.object({
  arn: playbackKeyArn,
  name: z.optional(z.nullable(z.string())),
  fingerprint: z.optional(z.nullable(z.string())),
});
const listPage = z.object({ keyPairs: z.array(keyPair), nextToken });

/** A public key that IVS checks tokens with. An account has at most 3 in a region. */
export interface ImportedPlaybackKey {
  readonly arn: string;
  readonly name: string | null;
}

/** A fresh key: keep the private half for `playbackAuthorization`, and import the public one. */
export function createPlaybackKey(): { readonly privateKey: Secret; readonly publicKey: string } {
  const { privateKey, publicKey } = generateKeyPairSync("ec", {
    namedCurve: playbackCurve,
    privateKeyEncoding: { type: "pkcs8", format: "pem" },
    publicKeyEncoding: { type: "spki", format: "pem" },
  });
  return { privateKey: new Secret(privateKey), publicKey };
}

/** The public half of the key that this instance signs with, as IVS imports it; `null` without one. */
export function publicKeyOf({ settings }: IvsContext): string | null {
  if (settings.token === null) return null;
  return createPublicKey(settings.token.key).export({ type: "spki", format: "pem" }).toString();
}

const keyName = /^[a-zA-Z0-9_-]{0,128}$/;

function isPublicKey(pem: string): boolean {
  if (!/^\s*-----BEGIN PUBLIC KEY-----/.test(pem)) return false;
  try {
    return createPublicKey(pem).asymmetricKeyDetails?.namedCurve === playbackCurve;
  } catch {
    return false;
  }
}

/** @throws `invalid-options` without a public key, `quota-exhausted` for a fourth one, `conflict` for one that is there. */
export async function importPlaybackKey(
  context: IvsContext,
  { publicKey = publicKeyOf(context), name }: { readonly publicKey?: string | null; readonly name?: string },
  call: Pick<CallContext, "signal">,
): Promise<ImportedPlaybackKey> {
  const operation = "importPlaybackKey";
  const refuse = (field: string, message: string): HybridStreamError =>
    new HybridStreamError({ code: "invalid-options", message, provider: context.settings.id, operation, field });
  if (publicKey === null) {
    const message = "There is no key to import: pass publicKey, or give awsIvs() the option playbackAuthorization.";
    throw refuse("publicKey", message);
  }
  // The private half, passed by mistake, must not leave this machine.
  if (!isPublicKey(publicKey)) {
    throw refuse("publicKey", "publicKey must be the public half of a key on the curve P-384, in PEM form.");
  }
  if (name !== undefined && !keyName.test(name)) {
    throw refuse("name", 'name must have at most 128 letters, digits, "-" and "_".');
  }
  const outcome = await context.ivs.request(
    {
      vendorOperation: "ImportPlaybackKeyPair",
      kind: "effect",
      schema: z.object({ keyPair }),
      send: (client, options) =>
        client.send(new ImportPlaybackKeyPairCommand({ publicKeyMaterial: publicKey, name }), options),
    },
    scopeOf(operation, call, "start"),
  );
  const { arn, name: given } = bodyOf(outcome).keyPair;
  return { arn, name: given ?? null };
}

export async function listPlaybackKeys(
  { ivs }: IvsContext,
  call: Pick<CallContext, "signal">,
): Promise<ImportedPlaybackKey[]> {
  const scope = scopeOf("listPlaybackKeys", call, "observe");
  const page = async (token: string | undefined) => {
    const outcome = await ivs.request(
      {
        vendorOperation: "ListPlaybackKeyPairs",
        kind: "read",
        schema: listPage,
        send: (client, options) =>
          client.send(new ListPlaybackKeyPairsCommand({ nextToken: token, maxResults: 100 }), options),
      },
      scope,
    );
    const { keyPairs, nextToken: next } = bodyOf(outcome);
    return { items: keyPairs, next: next ?? null };
  };
  const found: ImportedPlaybackKey[] = [];
  for await (const { arn, name } of allPages(page, { provider: ivs.provider, operation: scope.operation })) {
    found.push({ arn, name: name ?? null });
  }
  return found;
}

/** Tokens that it signed stop working. One that is gone counts as deleted. */
export async function deletePlaybackKey(
  { ivs }: IvsContext,
  arn: string,
  call: Pick<CallContext, "signal">,
): Promise<void> {
  await ivs.request(
    {
      vendorOperation: "DeletePlaybackKeyPair",
      kind: "effect",
      schema: anything,
      refusals: ["ResourceNotFoundException"],
      send: (client, options) => client.send(new DeletePlaybackKeyPairCommand({ arn }), options),
    },
    scopeOf("deletePlaybackKey", call, "stop"),
  );
}

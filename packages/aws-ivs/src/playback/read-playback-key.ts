import { createPrivateKey, type KeyObject } from "node:crypto";
import { HybridStreamError, type Secret } from "@hybrid-stream/spec";

/** IVS takes this curve alone. */
export const playbackCurve = "secp384r1";

function parse(pem: Secret): KeyObject | null {
  try {
    // A variable of the environment often carries its line breaks as "\n".
    return createPrivateKey(pem.reveal().replaceAll("\\n", "\n"));
  } catch {
    // The reason may quote the key.
    return null;
  }
}

/** @throws `invalid-options` with `field` for anything but a private key on the curve P-384. */
export function readPlaybackKey(pem: Secret, field: string): KeyObject {
  const key = parse(pem);
  if (key?.asymmetricKeyType === "ec" && key.asymmetricKeyDetails?.namedCurve === playbackCurve) return key;
  throw new HybridStreamError({
    code: "invalid-options",
    message: `awsIvs(): option "${field}" must be a private key on the curve P-384 (${playbackCurve}) in PEM form. createPlaybackKey() makes one.`,
    field,
  });
}

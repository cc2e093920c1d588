import { createPrivateKey, type KeyObject } from "node:crypto";
import { HybridStreamError } from "@hybrid-stream/spec";

/** A key that signs tokens. */
export interface SigningKey {
  readonly id: string;
  readonly key: KeyObject;
}

function invalid(field: string, problem: string): HybridStreamError {
  return new HybridStreamError({ code: "invalid-options", message: `mux(): ${problem}`, field });
}

/** Base64 of a PEM, as Mux gives it, or the PEM itself. `null` when it is no RSA key. */
function parsePrivateKey(text: string): KeyObject | null {
  const pem = text.includes("-----BEGIN") ? text : Buffer.from(text, "base64").toString();
  try {
    const key = createPrivateKey(pem);
    return key.asymmetricKeyType === "rsa" ? key : null;
  } catch {
    // The original error may quote the key.
    return null;
  }
}

/** `null` when none is given and none is needed. @throws `invalid-options` with `field`. */
export function readSigningKey({
  id,
  privateKey,
  isNeeded,
}: {
  readonly id: string | undefined;
  readonly privateKey: string | undefined;
  readonly isNeeded: boolean;
}): SigningKey | null {
  if (id === undefined && privateKey === undefined && !isNeeded) return null;
  if (id === undefined) throw invalid("signingKey.id", "signingKey.id is missing. Pass it, or set MUX_SIGNING_KEY.");
  if (privateKey === undefined) {
    throw invalid("signingKey.privateKey", "signingKey.privateKey is missing. Pass it, or set MUX_PRIVATE_KEY.");
  }
  const key = parsePrivateKey(privateKey);
  if (key === null) {
    throw invalid(
      "signingKey.privateKey",
      "signingKey.privateKey is no RSA key in PEM form or Base64 of it. Correct it.",
    );
  }
  return { id, key };
}

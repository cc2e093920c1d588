import { createHmac, timingSafeEqual } from "node:crypto";
import { HybridStreamError, Secret } from "@hybrid-stream/spec";

/** Keeps these MACs apart from any other use of the origin's secret. */
const purpose = "hybrid-stream stream key v1";
const macBytes = 20;
/** The MAC is 27 characters of base64url, which may hold a `-` too: its fixed length is what marks it. */
const keyPattern = /^([a-z0-9-]{1,200})-([0-9]{1,15})-[A-Za-z0-9_-]{27}$/;
const streamIdPattern = /^[a-z0-9-]{1,200}$/;
const maxKeyGeneration = 999_999_999_999_999;

function keyFor(secret: Secret, streamId: string, keyGeneration: number): string {
  const mac = createHmac("sha256", secret.reveal()).update(`${purpose}\n${streamId}\n${keyGeneration}`).digest();
  return `${streamId}-${keyGeneration}-${mac.subarray(0, macBytes).toString("base64url")}`;
}

/**
 * The stream key of a stream's key generation, `<streamId>-<keyGeneration>-<160 bits of HMAC-SHA256>`. The same input
 * gives the same key, so nothing is stored. `keyId` names the key without revealing it.
 *
 * @throws `invalid-options` for a stream id that is not 1 to 200 characters of `[a-z0-9-]`, or a key generation that
 * is not a whole number from 0 to 999,999,999,999,999.
 */
export function deriveStreamKey(input: { secret: Secret; streamId: string; keyGeneration: number }): {
  streamKey: Secret;
  keyId: string;
} {
  const { secret, streamId, keyGeneration } = input;
  if (!streamIdPattern.test(streamId)) {
    throw new HybridStreamError({
      code: "invalid-options",
      message: "streamId must be 1 to 200 characters of a-z, 0-9 and -.",
      field: "streamId",
    });
  }
  if (!Number.isInteger(keyGeneration) || keyGeneration < 0 || keyGeneration > maxKeyGeneration) {
    throw new HybridStreamError({
      code: "invalid-options",
      message: `keyGeneration must be a whole number from 0 to ${maxKeyGeneration}.`,
      field: "keyGeneration",
    });
  }
  return {
    streamKey: new Secret(keyFor(secret, streamId, keyGeneration)),
    keyId: `${streamId}.${keyGeneration}`,
  };
}

/**
 * What a published stream name is the key of, or `null` when it is no key of this secret. Compares in constant time.
 * Whether that generation is still the stream's current one is the caller's question.
 */
export function verifyStreamKey(input: {
  secret: Secret;
  streamName: string;
}): { streamId: string; keyGeneration: number } | null {
  const [, streamId, digits] = keyPattern.exec(input.streamName) ?? [];
  if (streamId === undefined || digits === undefined) return null;
  const keyGeneration = Number(digits);
  const expected = Buffer.from(keyFor(input.secret, streamId, keyGeneration));
  const given = Buffer.from(input.streamName);
  // The lengths differ only when the generation was written with leading zeros.
  return expected.length === given.length && timingSafeEqual(expected, given) ? { streamId, keyGeneration } : null;
}

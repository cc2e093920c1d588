import { createHash, createHmac, randomBytes, timingSafeEqual } from "node:crypto";
import type { Clock, Secret, ViewerContext } from "@hybrid-stream/spec";

const version = 1;
const payloadBytes = 18;
const signatureBytes = 16;
const purposes = ["view", "probe"] as const;

/** What a valid token says. */
export interface TokenClaims {
  readonly purpose: ViewerContext["purpose"];
  readonly expiresAt: Date;
  /** A hash: the viewer's id itself is not in the address. */
  readonly viewerHash: string;
}

/** What a token is made for. */
export interface TokenRequest {
  readonly streamId: string;
  readonly purpose: ViewerContext["purpose"];
  readonly viewerId: string | undefined;
  readonly expiresAt: Date;
}

/** Signs and checks the tokens that stand in playback addresses. Works without any stored state. */
export interface PlaybackTokens {
  sign(request: TokenRequest): string;
  /** `null` for a token that is forged, expired, malformed or made for another stream. */
  verify(token: string, streamId: string): TokenClaims | null;
}

/** Tokens signed with a key derived from the origin's secret. They are good for one stream until they expire. */
export function playbackTokens(secret: Secret, clock: Clock): PlaybackTokens {
  const key = createHmac("sha256", secret.reveal()).update("hls-origin playback token").digest();
  const signatureOf = (payload: Buffer, streamId: string): Buffer =>
    createHmac("sha256", key).update(payload).update(streamId).digest().subarray(0, signatureBytes);

  return {
    sign({ streamId, purpose, viewerId, expiresAt }) {
      const payload = Buffer.alloc(payloadBytes);
      payload.writeUInt8(version, 0);
      payload.writeUInt8(purposes.indexOf(purpose), 1);
      payload.writeDoubleBE(expiresAt.getTime(), 2);
      const viewer = viewerId === undefined ? randomBytes(8) : createHash("sha256").update(viewerId).digest();
      viewer.copy(payload, 10, 0, 8);
      return Buffer.concat([payload, signatureOf(payload, streamId)]).toString("base64url");
    },
    verify(token, streamId) {
      const bytes = Buffer.alloc(payloadBytes + signatureBytes);
      // The whole check runs for every input, so its time tells nothing about which part was wrong.
      const wellFormed = /^[\w-]{46}$/.test(token) && bytes.write(token, "base64url") === bytes.length;
      const payload = bytes.subarray(0, payloadBytes);
      const authentic = timingSafeEqual(bytes.subarray(payloadBytes), signatureOf(payload, streamId));
      const purpose = purposes[payload.readUInt8(1)];
      const expiresAt = new Date(payload.readDoubleBE(2));
      const current = payload.readUInt8(0) === version && expiresAt.getTime() > clock.now().getTime();
      if (!wellFormed || !authentic || !current || purpose === undefined) return null;
      return { purpose, expiresAt, viewerHash: payload.subarray(10, 18).toString("base64url") };
    },
  };
}

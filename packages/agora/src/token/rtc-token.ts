import { type Clock, HybridStreamError, Secret, systemClock } from "@hybrid-stream/spec";
import agoraToken from "agora-token";

/** Agora takes no token for longer than a day, whatever was asked for. Seconds. */
export const maxTokenSeconds = 86_400;

/** For whom and for what a token is made. */
export interface RtcTokenRequest {
  readonly appId: string;
  readonly appCertificate: Secret;
  /** 1 to 64 bytes. The wildcard `*` is refused: it would open every channel. */
  readonly channel: string;
  /** 1 to 4294967295. 0 is refused: it would fit anybody. */
  readonly uid: number;
  /** A `subscriber` is kept from publishing only where co-host authentication is on for the project. */
  readonly role: "publisher" | "subscriber";
  /** 1 to 86400. The token and its privileges end together. */
  readonly expiresInSeconds: number;
  /** For `expiresAt`; the token itself is stamped by this machine's clock. Default: the machine's. */
  readonly clock?: Clock | undefined;
}

/** A token for one user in one channel. */
export interface RtcToken {
  readonly token: Secret;
  readonly expiresAt: Date;
}

const hexDigits = /^[0-9a-f]{32}$/i;

function check(valid: boolean, field: string, rule: string): void {
  if (valid) return;
  throw new HybridStreamError({ code: "invalid-options", message: `RTC token: ${field} must be ${rule}.`, field });
}

/**
 * Signs a token (AccessToken2, `007`). No request is made.
 *
 * @throws `invalid-options` with `field` for a value that Agora would not take. A certificate of another project cannot
 * be told here: Agora refuses the token when it is used.
 */
export function buildRtcToken(request: RtcTokenRequest): RtcToken {
  const { appId, appCertificate, channel, uid, role, expiresInSeconds, clock = systemClock } = request;
  check(hexDigits.test(appId), "appId", "32 hex digits, as Agora's console shows them");
  check(hexDigits.test(appCertificate.reveal()), "appCertificate", "32 hex digits, as Agora's console shows them");
  const bytes = Buffer.byteLength(channel);
  check(bytes >= 1 && bytes <= 64 && !channel.includes("*"), "channel", "1 to 64 bytes long and without *");
  check(Number.isInteger(uid) && uid >= 1 && uid <= 4_294_967_295, "uid", "a whole number from 1 to 4294967295");
  const inRange = Number.isInteger(expiresInSeconds) && expiresInSeconds >= 1 && expiresInSeconds <= maxTokenSeconds;
  check(inRange, "expiresInSeconds", `a whole number from 1 to ${maxTokenSeconds}`);
  const { RtcTokenBuilder, RtcRole } = agoraToken;
  const token = RtcTokenBuilder.buildTokenWithUid(
    appId,
    appCertificate.reveal(),
    channel,
    uid,
    role === "publisher" ? RtcRole.PUBLISHER : RtcRole.SUBSCRIBER,
    expiresInSeconds,
    expiresInSeconds,
  );
  // That is how the builder says that it does not like its input.
  check(token !== "", "appCertificate", "one that agora-token accepts together with appId");
  return { token: new Secret(token), expiresAt: new Date(clock.now().getTime() + expiresInSeconds * 1000) };
}

export { agoraMediaPush } from "./media-push/agora-media-push.js";
export { type AgoraMediaPushOptions, type MediaPushRegion, mediaPushRegions } from "./media-push/options.js";
export type { CloudRecordingNotification } from "./notification/cloud-recording-notification.js";
export { agoraProducts } from "./notification/envelope.js";
export type { MediaPushNotification } from "./notification/media-push-notification.js";
export {
  type AgoraNotification,
  type OtherNotification,
  type ParsedAgoraNotification,
  parseAgoraNotification,
} from "./notification/parse-agora-notification.js";
export { createAgoraClient } from "./rest/agora-client.js";
export { type AgoraOptions, agoraOptionsShape, secretOption } from "./rest/agora-options.js";
export type { AgoraClient, AgoraRequest, AgoraRequestWithSchema } from "./rest/client-types.js";
export { appCertificateOf, appIdOf } from "./rest/credentials.js";
export { type AgoraZone, agoraZones } from "./rest/hosts.js";
export { type AgoraQuota, agoraQuotas } from "./rest/quotas.js";
export { type AgoraRtcOptions, agora } from "./rtc/agora.js";
export { isReservedUid, randomReservedUid, reservedUids } from "./rtc/reserved-uids.js";
export { buildRtcToken, maxTokenSeconds, type RtcToken, type RtcTokenRequest } from "./token/rtc-token.js";

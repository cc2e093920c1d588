export { createHlsProbe, type HlsProbe, type HlsProbeOptions } from "./hls/hls-probe.js";
export type { HlsNotYet, HlsPlaying, HlsProbeResult, HlsUnreachable } from "./hls/hls-probe-result.js";
export {
  type InvalidPlaylist,
  type MediaPlaylist,
  type MultivariantPlaylist,
  parsePlaylist,
} from "./hls/parse-playlist.js";
export { basicAuthorization, bearerAuthorization } from "./http/authorization.js";
export { createHttpClient } from "./http/http-client.js";
export type {
  ErrorOverride,
  HttpClient,
  HttpClientOptions,
  HttpRequest,
  HttpRequestWithSchema,
  HttpResponse,
  PlainValue,
  RejectedAnswer,
} from "./http/http-types.js";
export { RetryBudget, retryBudgetOf } from "./http/retry-budget.js";
export { type OptionOrEnvironment, optionOrEnvironment } from "./options/option-or-environment.js";
export { parseOptions } from "./options/parse-options.js";
export { createPacer, type Pacer, type PacerOptions, type PacerPriority } from "./pacing/pacer.js";
export { fingerprint } from "./text/fingerprint.js";
export { redact } from "./text/redact.js";
export { redactUrl } from "./text/redact-url.js";
export type { Fetch, TransportOptions } from "./transport/transport.js";
export { checkAge } from "./webhook/check-age.js";
export { constantTimeEqual } from "./webhook/constant-time-equal.js";
export { parseJsonBody } from "./webhook/parse-json-body.js";
export { parseSignatureHeader, type SignatureHeader } from "./webhook/parse-signature-header.js";
export { readRawWebhook } from "./webhook/read-raw-webhook.js";
export { verifyHmac } from "./webhook/verify-hmac.js";
export { webhookRejected } from "./webhook/webhook-rejected.js";

import type { LiveStreamHandle, RawWebhook, StreamingPlatform } from "@hybrid-stream/spec";

/**
 * What goes wrong at the vendor. The subject says it in the vendor's own way: its status, its headers, its body.
 *
 * - `unauthorized`, `forbidden`, `not-found`, `conflict`, `rate-limited`, `server-error`: answered so (401, 403, 404,
 *   409, 429, 5xx), and nothing is done
 * - `truncated`: done, and the answer breaks off
 * - `unknown-value`: states in the answer that nobody has heard of
 * - `extra-fields`: fields in the answer that nobody has heard of
 * - `lost-answer`: done, and the connection breaks instead of an answer
 * - `no-answer`: done, and nothing ever comes back
 */
export type VendorFaultKind =
  | "unauthorized"
  | "forbidden"
  | "not-found"
  | "conflict"
  | "rate-limited"
  | "server-error"
  | "truncated"
  | "unknown-value"
  | "extra-fields"
  | "lost-answer"
  | "no-answer";

/** A fault, and the requests that meet it. */
export interface VendorFault {
  readonly kind: VendorFaultKind;
  /**
   * - `all`: every request, until healed
   * - `create`: the next request that makes a live stream
   * - `rotate`: the next one that takes a stream key away
   * - `end`: the next one that shuts a live stream down: by which its key dies
   */
  readonly requests: "all" | "create" | "rotate" | "end";
  /** What a `rate-limited` answer asks for, where the vendor has a way to say it. Seconds. */
  readonly retryAfterSeconds?: number;
}

/** A message of the vendor about a live stream. */
export interface StreamWebhookRequest {
  readonly stream: LiveStreamHandle;
  /** Media began to come in, or came to an end. */
  readonly event: "receiving" | "idle";
  /** How long ago it happened, was sent and signed; it is received now. Seconds. */
  readonly agoSeconds: number;
  /** True: signed with a secret that is not the provider's. */
  readonly isForged: boolean;
}

/** What a vendor's simulator offers to a test. A rule that lacks its hook fails: skip it, with the reason. */
export interface VendorHooks {
  /** Breaks the vendor; returns what heals it. */
  breakVendor?(fault: VendorFault): (() => void | Promise<void>) | Promise<() => void | Promise<void>>;
  /**
   * The same platform as another process would have it: the same account and options, nothing shared in memory. Its
   * requests count in `requests()` too; the subject closes it.
   */
  another?(): StreamingPlatform | Promise<StreamingPlatform>;
  /** Makes a live stream in the same account that is none of ours: by hand, or by other software. */
  addForeignStream?(): void | Promise<void>;
  /** A webhook as the vendor sends it. Needed where the provider has `parseWebhook`. */
  makeStreamWebhook?(request: StreamWebhookRequest): RawWebhook | Promise<RawWebhook>;
}

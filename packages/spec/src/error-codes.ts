/** Who has to act for the call to succeed. */
export type Fault = "caller" | "credentials" | "quota" | "destination" | "provider" | "network" | "internal";

/** `after-verify`: the outcome is unknown, so look before the call is repeated. */
export type Retry = "never" | "safe" | "after-verify";

/** What is known about an error code. */
export interface ErrorCodeEntry {
  readonly fault: Fault;
  readonly retry: Retry;
  /** One sentence: what happened. The page in `docs/errors/` says what to do. */
  readonly summary: string;
}

const entry = (fault: Fault, retry: Retry, summary: string): ErrorCodeEntry => ({
  fault,
  retry,
  summary,
});

/** Every code that Hybrid Stream's own packages use, with its usual fault and retry advice. */
export const errorCodes = {
  // What the host asked for
  "invalid-options": entry("caller", "never", "An option is missing or has a value that is not allowed."),
  "invalid-order": entry("caller", "never", "The channel order is not valid."),
  "order-conflict": entry("caller", "never", "The channel is already live with a different order."),
  "channel-not-found": entry("caller", "never", "No channel with this id is known."),
  "channel-failed": entry("caller", "never", "The channel has failed and will not become live."),
  "channel-ended": entry("caller", "never", "The channel has ended."),
  "playback-not-ready": entry("caller", "safe", "The channel has no playback yet."),
  "mode-mismatch": entry("caller", "never", "The call does not fit the channel's mode."),
  "no-provider": entry("caller", "never", "No configured provider can serve this order."),
  "provider-not-found": entry("caller", "never", "No configured provider has this id."),
  "wait-aborted": entry("caller", "safe", "The caller stopped waiting; the order itself stands."),
  closed: entry("caller", "never", "The object has been closed and takes no more calls."),
  // Ownership
  "lease-lost": entry("internal", "never", "Another instance owns the channel now."),
  fenced: entry("internal", "after-verify", "The stream key is not the one that this relay was meant to use."),
  internal: entry("internal", "safe", "A fault of Hybrid Stream itself."),
  // HTTP and vendors
  timeout: entry("network", "after-verify", "No answer came within the deadline."),
  aborted: entry("caller", "after-verify", "The call was cancelled."),
  "network-unreachable": entry("network", "safe", "The connection could not be made."),
  "connection-lost": entry("network", "after-verify", "The connection broke before the answer was complete."),
  "rate-limited": entry("quota", "safe", "The vendor's request quota is used up for now."),
  unauthorized: entry("credentials", "never", "The vendor does not accept the credentials."),
  forbidden: entry("credentials", "never", "The credentials are valid but may not do this."),
  "not-found": entry("provider", "never", "The vendor does not know the resource."),
  conflict: entry("provider", "after-verify", "The vendor's resource is in a state that does not allow this."),
  "request-rejected": entry("caller", "never", "The vendor refused the request as invalid."),
  "vendor-unavailable": entry("provider", "after-verify", "The vendor answered with a server error."),
  "unexpected-response": entry("provider", "after-verify", "The vendor's answer does not have the expected shape."),
  "quota-exhausted": entry("quota", "never", "The account's quota does not allow another one."),
  "webhook-rejected": entry("caller", "never", "The webhook is not authentic, too old or too large."),
  // FFmpeg and media
  "ffmpeg-not-found": entry("caller", "never", "No usable FFmpeg program was found."),
  "ffmpeg-feature-missing": entry("caller", "never", "This FFmpeg was built without a feature that is needed."),
  "ffmpeg-crashed": entry("provider", "safe", "FFmpeg ended without being told to."),
  "browser-not-found": entry("caller", "never", "No usable Chrome or Chromium, or nothing to drive it, was found."),
  "browser-crashed": entry("provider", "safe", "The browser did not start, or ended without being told to."),
  "platform-unsupported": entry("caller", "never", "This operating system is not supported."),
  "source-not-found": entry("caller", "never", "No source with this name is registered."),
  "source-unreadable": entry("destination", "safe", "The source could not be opened or has no usable media."),
  "source-ended": entry("caller", "safe", "The source has come to its end."),
  "source-not-reopenable": entry("caller", "never", "A single-use source was asked for a second time."),
  "source-forbidden": entry("caller", "never", "The source address is not one that may be opened."),
  "destination-refused": entry("destination", "safe", "The RTMP server refused the connection or the publish."),
  "destination-unreachable": entry("destination", "safe", "The RTMP server could not be found or reached."),
  "destination-lost": entry("destination", "safe", "The RTMP server closed the connection."),
  "stream-key-rejected": entry("destination", "after-verify", "The RTMP server does not accept the stream key."),
  "relay-stalled": entry("destination", "safe", "The relay runs but delivers nothing."),
  "relay-limit": entry("quota", "safe", "This process already runs as many relays as it may."),
  "relay-session-limit": entry("provider", "safe", "The relay has reached the longest time that it may run."),
  // Cost
  "invalid-price-book": entry("caller", "never", "The price book has a mistake."),
  "price-missing": entry("caller", "never", "The price book has no price for something that is used."),
  "cost-not-configured": entry("caller", "never", "No cost is known without the orchestrator's option `cost`."),
  "budget-exceeded": entry("quota", "safe", "A budget of the host's is spent and refuses new channels."),
  "invalid-sample": entry("caller", "never", "A metric sample cannot be metered."),
  // Self-hosted origin
  "origin-stream-limit": entry("quota", "never", "The origin already carries as many streams as it may."),
  "origin-disk-limit": entry("quota", "never", "The origin's disk budget is used up."),
  "origin-bitrate-limit": entry("destination", "never", "The publisher sends more than the origin accepts."),
  "origin-address-in-use": entry("caller", "never", "The origin's port is taken by another program."),
  "origin-directory-in-use": entry("caller", "never", "The origin's directory belongs to another running origin."),
} as const satisfies Record<string, ErrorCodeEntry>;

/** A code of Hybrid Stream's own packages. Stable: a code is never renamed. */
export type ErrorCode = keyof typeof errorCodes;

import type { Secret } from "./secret.js";

/** Where a publisher sends its media. */
export interface IngestEndpoint {
  /** `rtmp://` or `rtmps://`, without the key and without a slash at the end. */
  readonly url: string;
  readonly streamKey: Secret;
  /**
   * Names the key without telling it: the vendor's id of the key, else a fingerprint. Changes when the key is rotated.
   * Stored and shown (`stream_key_id`).
   */
  readonly keyId: string;
}

/** The address with its key, as RTMP tools want it. It holds the secret: build it where it is used. */
export function publishUrl(endpoint: IngestEndpoint): string {
  return `${endpoint.url}/${endpoint.streamKey.reveal()}`;
}

/** What a publisher sends. `null` is "not known yet". */
export interface ReceivedMedia {
  /** Of this connection, by the real clock. */
  readonly connectedAt: Date;
  readonly bitrateKbps: number | null;
  readonly width: number | null;
  readonly height: number | null;
  readonly framesPerSecond: number | null;
}

/** A place of a simulated platform where one live stream comes in and HLS comes out. */
export interface IngestReception {
  /** Where to push, without the key: `rtmps://127.0.0.1:<port>/<application>/`, or `rtmp://` without a certificate. */
  readonly ingestUrl: string;
  /** Multivariant playlist of what arrives; 404 until there is something to play. It needs no token. */
  readonly playlistUrl: string;
  /** What arrives now; `null`: nobody pushes. */
  readonly publisher: ReceivedMedia | null;
  /** Whoever got a segment within the last three target durations. */
  readonly viewers: number;
  /** Of media time, summed over all viewers. Minutes. */
  readonly minutesDelivered: number;
  /** Who is let in: the last segment of the RTMP name, query apart. A publisher whose key is no longer here is cut. */
  setStreamKeys(keys: readonly string[]): void;
  /** Cuts the publisher of now; its key stays good. */
  disconnectPublisher(): Promise<void>;
  /** Calls when a publisher comes or goes, and when one is refused for its key; returns a function that ends it. */
  onChange(listener: () => void): () => void;
  /** Ends it and forgets the media. Any number of times. */
  close(): Promise<void>;
}

/**
 * What a platform's simulator receives media with. Injected: without one a simulator is control plane only.
 * `@hybrid-stream/hls-origin/media-plane` is the real one.
 */
export interface IngestPlane {
  /** `application`: the path before the key, as the vendor has it (`live`, `app`). `label` is for logs: no secret. */
  openReception(request: { readonly label: string; readonly application: string }): Promise<IngestReception>;
  /** Ends every reception. */
  close(): Promise<void>;
}

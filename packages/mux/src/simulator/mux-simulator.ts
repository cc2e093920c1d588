import type { HttpHandler } from "msw";
import type { MuxFaults } from "./http/faults.js";
import type { MuxSimulatorServer } from "./http/listen.js";
import type { AnsweredMuxRequest } from "./http/request-log.js";
import type { MuxWebhookAttempt, MuxWebhookMode } from "./webhooks/courier.js";
import type { SimulatedEncoder } from "./world/clock-plane.js";

/** A live stream as it stands. No secret is in it. */
export interface SimulatedLiveStream {
  readonly id: string;
  readonly status: "idle" | "active" | "disabled";
  readonly passthrough: string | null;
  readonly activeAssetId: string | null;
  readonly isReceiving: boolean;
}

/** Mux, simulated. */
export interface MuxSimulator {
  /** For an msw server or worker of your own. They match by path, at any host. */
  readonly handlers: HttpHandler[];
  /** In process: for the `fetch` option of clients. Every host is answered. */
  readonly fetch: typeof fetch;
  /** The access token that the account accepts. */
  readonly credentials: { readonly tokenId: string; readonly tokenSecret: string };
  readonly faults: MuxFaults;
  /** On a free port of the loopback interface, any number of times. Closed with the simulator. */
  listen(): Promise<MuxSimulatorServer>;
  /** For `ingestUrl`: where the ingest plane takes encoders in. */
  ingestUrl(): Promise<string>;
  /** A signing key of the account, for the `signingKey` option. */
  createSigningKey(): { readonly id: string; readonly privateKey: string };
  /** Without an ingest plane: an encoder that pushes with this key. @throws `invalid-options` with one. */
  connectEncoder(streamKey: string): SimulatedEncoder;
  /** Without an ingest plane: how many watch. @throws `invalid-options` with one. */
  setViewers(liveStreamId: string, viewers: number): void;
  /** How webhooks travel from now on. */
  setWebhookMode(mode: MuxWebhookMode): void;
  /** In the order of their creation. */
  liveStreams(): SimulatedLiveStream[];
  /** The ids of all recordings. */
  assetIds(): string[];
  /** The last 100,000 requests, in order. */
  requests(): AnsweredMuxRequest[];
  /** The last 10,000 tries to deliver a webhook. */
  webhooks(): MuxWebhookAttempt[];
  /** Ends every timer and server; then the ingest plane. Any number of times. */
  close(): Promise<void>;
}

import type { HttpHandler } from "msw";
import type { Permission } from "./http/endpoint.js";
import type { CloudflareFaults } from "./http/faults.js";
import type { CloudflareStreamSimulatorServer } from "./http/listen.js";
import type { AnsweredRequest } from "./http/request-log.js";
import type { MessageMode, SentMessage } from "./notifications/messenger.js";
import type { IngestErrorCode } from "./world/live-input.js";
import type { SimulatedPublisher } from "./world/publisher.js";

/** A live input, for looking behind the API. No secret is in it. */
export interface SimulatedInputState {
  readonly id: string;
  readonly enabled: boolean;
  readonly connected: boolean;
  readonly meta: Readonly<Record<string, unknown>>;
  /** The broadcast that runs. */
  readonly videoId: string | null;
}

/** Cloudflare Stream, simulated. */
export interface CloudflareStreamSimulator {
  /** For an msw server of your own. They match by path, at any host. */
  readonly handlers: HttpHandler[];
  /** In process: for the `fetch` option. Every host is answered. */
  readonly fetch: typeof fetch;
  /** What the simulated account accepts, as options of `cloudflareStream`. */
  readonly credentials: { readonly accountId: string; readonly apiToken: string };
  readonly faults: CloudflareFaults;
  /** On a free port of the loopback interface, any number of times. Closed with the simulator. */
  listen(): Promise<CloudflareStreamSimulatorServer>;

  /** Publishes without media, while there is no ingest plane. */
  connect(streamKey: string): SimulatedPublisher;
  /** The encoder of this input is turned away, with a notification. @throws `not-found`. */
  refuseIngest(inputId: string, code: IngestErrorCode): void;
  /** Breaks the connection of whoever publishes. @throws `not-found`. */
  dropPublisher(inputId: string): void;
  /** How many watch, while there is no ingest plane. @throws `not-found`. */
  setViewers(inputId: string, count: number): void;
  /** What other videos take of the storage. */
  setUsedStorage(minutes: number): void;
  /** What the token may do. At first everything. */
  setPermissions(permissions: readonly Permission[]): void;
  /** In process: connections are refused. */
  setDown(down: boolean): void;
  /** How notifications and webhooks travel from now on. */
  setMessageMode(mode: MessageMode): void;

  inputs(): SimulatedInputState[];
  /** What is stored, running broadcasts included. */
  videoIds(): string[];
  /** The last 100,000 requests, in order. */
  requests(): AnsweredRequest[];
  /** The last 10,000 notifications and webhooks. */
  messages(): SentMessage[];
  /** What a queue that is subscribed to `stream.liveInput` would hold. */
  queueEvents(): object[];

  /** Ends every publisher, timer and server; then the ingest plane. Any number of times. */
  close(): Promise<void>;
}

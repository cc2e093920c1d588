import type { IvsClientConfig } from "@aws-sdk/client-ivs";
import type { HttpHandler } from "msw";
import type { EventMode, SimulatedEvent } from "./events/event.js";
import type { AwsIvsFaults } from "./http/faults.js";
import type { AwsIvsSimulatorServer } from "./http/listen.js";
import type { AnsweredRequest } from "./http/request-log.js";
import type { SimulatedPublisher } from "./world/publisher.js";

/** A channel as it is seen from inside. No secret is in it. */
export interface SimulatedChannel {
  readonly arn: string;
  readonly name: string;
  readonly tags: Readonly<Record<string, string>>;
  readonly isLive: boolean;
  readonly hasKey: boolean;
  /** The broadcast of now. */
  readonly streamId: string | null;
  /** Timed metadata that was put into it. */
  readonly metadata: readonly string[];
}

/** Amazon IVS, simulated: the API, ingest, playback, events, and the figures of CloudWatch. */
export interface AwsIvsSimulator {
  readonly region: string;
  readonly credentials: { readonly accessKeyId: string; readonly secretAccessKey: string };
  /** In process: for the option `requestHandler` of `awsIvs()` and of the AWS SDK's clients. */
  readonly requestHandler: NonNullable<IvsClientConfig["requestHandler"]>;
  /** In process, whatever the host: playlists, and the metadata of recordings. */
  readonly fetch: typeof fetch;
  /** For an msw server of your own. They match by path, at any host. */
  readonly handlers: HttpHandler[];
  /** On a free port of the loopback interface. Call it before channels are created whose playback shall be there. */
  listen(): Promise<AwsIvsSimulatorServer>;

  readonly faults: AwsIvsFaults;
  /** An encoder of the simulator's own, without an ingest plane. `address`: where it comes from, default: a new one. */
  publish(encoder: { readonly streamKey: string; readonly address?: string }): SimulatedPublisher;
  /** How many watch, without an ingest plane. -1 is what IVS says when its count timed out. */
  setViewers(channelArn: string, viewers: number): void;
  /** A recording configuration for this bucket fails: as if the bucket were in another region. */
  setBucketBroken(bucket: string, broken: boolean): void;
  /** How events travel from now on. */
  setEventMode(mode: EventMode): void;

  channels(): SimulatedChannel[];
  /** Viewers whose sessions were revoked. */
  revokedViewers(): { readonly channelArn: string; readonly viewerId: string }[];
  /** The last 10,000 events, lost ones included. */
  events(): SimulatedEvent[];
  /** The last 100,000 requests, in order. */
  requests(): AnsweredRequest[];
  /** All that have come in, those without an answer included. */
  readonly requestCount: number;

  /** Ends timers, servers and receptions; then the ingest plane. Any number of times. */
  close(): Promise<void>;
}

import type { Clock, Logger } from "@hybrid-stream/spec";
import * as z from "zod/mini";
import {
  type BuildPageToken,
  type ChannelAdapter,
  type PageSdk,
  sharedPageSchema,
  type UnresolvedOption,
} from "../page/page-options.js";
import { reservedUid } from "../rtc/reserved-uids.js";

/** How the relay's own viewer joins, and what it makes of what it sees. */
export interface AgoraBrowserSourceOptions {
  /** Default: the environment variable `AGORA_APP_ID`. */
  readonly appId?: string;
  /** Signs the tokens of the relay's viewer. Default: the environment variable `AGORA_APP_CERTIFICATE`. */
  readonly appCertificate?: string;
  /** Makes the tokens instead. The audience role is enough. */
  readonly buildToken?: BuildPageToken;
  /** How long each token lives, in seconds. Default 600; 60 to 86400. It is renewed while the page runs. */
  readonly tokenSeconds?: number;
  /**
   * The uid to join with, one of `reservedUids`. Default: a new one of them for each start, so that the next browser
   * never meets the ghost of the last one.
   */
  readonly uid?: number;
  /** Default: the file of the npm package `agora-rtc-sdk-ng`, when that is installed beside the host. */
  readonly sdk?: PageSdk;
  readonly channelAdapter?: ChannelAdapter;
  /** Agora's audience latency level. Default 1: low latency, billed as Broadcast Streaming. */
  readonly audienceLatencyLevel?: 1 | 2;
  /** What the picture says while there is no host. Default "Waiting for the host". */
  readonly waitingText?: string;
  /** Default: the environment variable `CHROME_PATH`, then the usual places. */
  readonly browserPath?: string;
  /** More command-line switches for the browser. Default none. */
  readonly browserArguments?: readonly string[];
  /** Pixels, even. Default 1280. */
  readonly width?: number;
  /** Pixels, even. Default 720. */
  readonly height?: number;
  /** Default 30. */
  readonly framesPerSecond?: number;
  /** Kilobits per second between browser and FFmpeg. Default 4000: FFmpeg encodes once more. */
  readonly videoKbps?: number;
  /** Kilobits per second. Default 128. */
  readonly audioKbps?: number;
  /** Default 2. */
  readonly keyframeIntervalSeconds?: number;
  /** How long the browser may take until it is in the channel and sends media. Default 30000. */
  readonly openTimeoutMs?: number;
  /** A browser that sends nothing for this long counts as dead. Default 10000. */
  readonly silenceTimeoutMs?: number;
  /** What may wait in this process for a reader that is slow; as much again may wait in the browser. Default 8 MiB. */
  readonly maxBufferBytes?: number;
  readonly clock?: Clock;
  readonly logger?: Logger;
}

const text = z.string().check(z.minLength(1));
const whole = (least: number, most: number) => z.int().check(z.minimum(least), z.maximum(most));
const pixels = z.int().check(z.minimum(64), z.maximum(3_840), z.multipleOf(2));

export const browserSourceSchema = z.strictObject({
  ...sharedPageSchema,
  uid: z.optional(reservedUid),
  browserPath: z.optional(text),
  browserArguments: z._default(z.array(text), []),
  width: z._default(pixels, 1_280),
  height: z._default(pixels, 720),
  framesPerSecond: z._default(whole(1, 60), 30),
  videoKbps: z._default(whole(100, 20_000), 4_000),
  audioKbps: z._default(whole(32, 320), 128),
  keyframeIntervalSeconds: z._default(z.number().check(z.minimum(0.5), z.maximum(10)), 2),
  openTimeoutMs: z._default(whole(1_000, 300_000), 30_000),
  silenceTimeoutMs: z._default(whole(1_000, 300_000), 10_000),
  maxBufferBytes: z._default(whole(65_536, 1_073_741_824), 8 * 1_048_576),
});

/** The options with every default filled in. */
export type BrowserSourceSettings = Omit<z.output<typeof browserSourceSchema>, UnresolvedOption> & {
  readonly appId: string;
  readonly buildToken: BuildPageToken;
  readonly sdk: PageSdk | null;
};

/** What an order says about the channel to watch. */
export const paramsSchema = z.strictObject({ channel: z.string().check(z.minLength(1), z.maxLength(64)) });

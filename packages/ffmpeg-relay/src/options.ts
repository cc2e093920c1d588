import { parseOptions } from "@hybrid-stream/provider-kit";
import { type Clock, type Logger, type MediaSourceFactory, silentLogger, systemClock } from "@hybrid-stream/spec";
import * as z from "zod/mini";

/** Everything is optional. */
export interface FfmpegRelayOptions {
  /** Which instance this is. Default `ffmpeg`. */
  readonly id?: string;
  /** Media sources by name, for orders with `{ kind: "custom", name, params }`. Default none. */
  readonly sources?: Readonly<Record<string, MediaSourceFactory>>;
  /** How many relays run at once in this process; more wait in the order of their start. Default 4. */
  readonly maxConcurrent?: number;
  /** Default: `FFMPEG_PATH`, then `ffmpeg` on `PATH`. */
  readonly ffmpegPath?: string;
  /** Default: `FFPROBE_PATH`, then `ffprobe` on `PATH`. Without one everything is encoded anew. */
  readonly ffprobePath?: string;
  /** Whether `{ kind: "file" }` may name any file that this process can read. Default `true`. */
  readonly allowFiles?: boolean;
  /**
   * Schemes of `{ kind: "url" }` that may be opened. Default `rtmp`, `rtmps`, `rtsp`, `rtsps`, `srt`, `http`, `https`.
   */
  readonly allowedSourceProtocols?: readonly string[];
  /** For `rtmps://` destinations: `verify`, default `true`; `caFile`, default the system's authorities. */
  readonly tls?: { readonly verify?: boolean; readonly caFile?: string };
  readonly clock?: Clock;
  readonly logger?: Logger;
}

/** The options with every default filled in. */
export interface RelayConfiguration {
  readonly id: string;
  readonly sources: Readonly<Record<string, MediaSourceFactory>>;
  readonly maxConcurrent: number;
  readonly ffmpegPath: string | undefined;
  readonly ffprobePath: string | undefined;
  readonly allowFiles: boolean;
  readonly allowedSourceProtocols: readonly string[];
  readonly tls: { readonly verify: boolean; readonly caFile: string | undefined };
  readonly clock: Clock;
  readonly logger: Logger;
}

const text = z.string().check(z.minLength(1));
const aFunction = z.custom<MediaSourceFactory>((value) => typeof value === "function", "it must be a function");
const anObjectWith = <T>(...methods: readonly string[]) =>
  z.custom<T>(
    (value) =>
      typeof value === "object" &&
      value !== null &&
      methods.every((method) => typeof Reflect.get(value, method) === "function"),
    `it must have the methods ${methods.join(", ")}`,
  );

const schema = z.strictObject({
  id: z._default(text, "ffmpeg"),
  sources: z._default(z.record(text, aFunction), {}),
  maxConcurrent: z._default(z.int().check(z.minimum(1), z.maximum(1_000)), 4),
  ffmpegPath: z.optional(text),
  ffprobePath: z.optional(text),
  allowFiles: z._default(z.boolean(), true),
  allowedSourceProtocols: z._default(z.array(z.enum(["rtmp", "rtmps", "rtsp", "rtsps", "srt", "http", "https"])), [
    "rtmp",
    "rtmps",
    "rtsp",
    "rtsps",
    "srt",
    "http",
    "https",
  ]),
  tls: z._default(z.strictObject({ verify: z._default(z.boolean(), true), caFile: z.optional(text) }), {
    verify: true,
  }),
  clock: z._default(anObjectWith<Clock>("now", "monotonic", "setTimeout", "clearTimeout"), systemClock),
  logger: z._default(anObjectWith<Logger>("debug", "info", "warn", "error"), silentLogger),
});

/** @throws `invalid-options` with `field`. */
export function readOptions(options: FfmpegRelayOptions): RelayConfiguration {
  const read = parseOptions(schema, options, { name: "ffmpegRelay()" });
  return {
    ...read,
    ffmpegPath: read.ffmpegPath,
    ffprobePath: read.ffprobePath,
    tls: { verify: read.tls.verify, caFile: read.tls.caFile },
  };
}

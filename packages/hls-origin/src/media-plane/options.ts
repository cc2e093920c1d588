import { parseOptions } from "@hybrid-stream/provider-kit";
import { type Clock, type Logger, silentLogger, systemClock } from "@hybrid-stream/spec";
import * as z from "zod/mini";

/** Everything is optional. */
export interface OriginIngestPlaneOptions {
  /** RTMPS with this key and certificate, in PEM form. Default: plain RTMP. */
  readonly tls?: { readonly key: string | Buffer; readonly cert: string | Buffer };
  /** Seconds, default 2. Segments begin at keyframes, so the publishers' keyframe interval should divide it. */
  readonly segmentSeconds?: number;
  /** How long a playlist goes on without a publisher before it ends. Seconds, default 60. */
  readonly continuityWindowSeconds?: number;
  /** Default: `FFMPEG_PATH`, then `ffmpeg` on `PATH`. */
  readonly ffmpegPath?: string;
  readonly ffprobePath?: string;
  readonly clock?: Clock;
  readonly logger?: Logger;
}

const text = z.string().check(z.minLength(1));
const pem = z.union([text, z.instanceof(Buffer)]);
const anObject = <T>() => z.custom<T>((value) => typeof value === "object" && value !== null, "it must be an object");

const schema = z.strictObject({
  tls: z.optional(z.strictObject({ key: pem, cert: pem })),
  segmentSeconds: z._default(z.number().check(z.minimum(1), z.maximum(10)), 2),
  continuityWindowSeconds: z._default(z.number().check(z.minimum(0)), 60),
  ffmpegPath: z.optional(text),
  ffprobePath: z.optional(text),
  clock: z._default(anObject<Clock>(), systemClock),
  logger: z._default(anObject<Logger>(), silentLogger),
});

/** The options with every default filled in. */
export type PlaneConfiguration = z.output<typeof schema>;

/** @throws `invalid-options` with `field`. */
export function readPlaneOptions(options: OriginIngestPlaneOptions): PlaneConfiguration {
  return parseOptions(schema, options, { name: "originIngestPlane()" });
}

import { parseOptions } from "@hybrid-stream/provider-kit";
import { type Clock, type Logger, silentLogger, systemClock } from "@hybrid-stream/spec";
import * as z from "zod/mini";

/** Everything is optional. */
export interface FfmpegMediaPlaneOptions {
  /** Default: `FFMPEG_PATH`, then `ffmpeg` on `PATH`. */
  readonly ffmpegPath?: string;
  /** For `rtmps://` destinations: `verify`, default `true`; `caFile`, default the system's authorities. */
  readonly tls?: { readonly verify?: boolean; readonly caFile?: string };
  /**
   * No push is encoded larger or faster than this, whatever the vendor was asked for: many pushes then fit on a small
   * machine. Default: no limit.
   */
  readonly limit?: { readonly width: number; readonly height: number; readonly framesPerSecond: number };
  readonly clock?: Clock;
  readonly logger?: Logger;
}

const text = z.string().check(z.minLength(1));
const positive = z.int().check(z.positive());
const anObject = <T>() => z.custom<T>((value) => typeof value === "object" && value !== null, "it must be an object");

const schema = z.strictObject({
  ffmpegPath: z.optional(text),
  tls: z._default(z.strictObject({ verify: z._default(z.boolean(), true), caFile: z.optional(text) }), {
    verify: true,
  }),
  limit: z.optional(z.strictObject({ width: positive, height: positive, framesPerSecond: positive })),
  clock: z._default(anObject<Clock>(), systemClock),
  logger: z._default(anObject<Logger>(), silentLogger),
});

/** @throws `invalid-options` with `field`. */
export function readMediaPlaneOptions(options: FfmpegMediaPlaneOptions) {
  return parseOptions(schema, options, { name: "ffmpegMediaPlane()" });
}

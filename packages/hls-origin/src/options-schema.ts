import { type Clock, type Logger, Secret } from "@hybrid-stream/spec";
import * as z from "zod/mini";
import { ladderSteps } from "./packager/rendition.js";
import { storageSchema } from "./storage/storage-options.js";

const port = z.int().check(z.minimum(0), z.maximum(65_535));
const text = z.string().check(z.minLength(1));
const count = z.int().check(z.minimum(1));
const seconds = z.number().check(z.positive());
const httpAddress = z.string().check(z.regex(/^https?:\/\/[^\s?#]+$/));
const rtmpAddress = z.string().check(z.regex(/^rtmps?:\/\/[^\s?#]+$/));
const pem = z.union([text, z.instanceof(Buffer)]);

const isObject = (value: unknown, methods: readonly string[]): boolean =>
  typeof value === "object" &&
  value !== null &&
  methods.every((method) => typeof Reflect.get(value, method) === "function");

/** The shape of `HlsOriginOptions`, checked once at construction. */
export const optionsSchema = z.strictObject({
  id: z.optional(z.string().check(z.regex(/^[\w.-]{1,64}$/))),
  directory: z.optional(text),
  secret: z.optional(z.union([z.string().check(z.minLength(16)), z.instanceof(Secret)])),
  rtmp: z.optional(
    z.strictObject({
      host: z.optional(text),
      port: z.optional(port),
      publicUrl: z.optional(rtmpAddress),
      tls: z.optional(z.strictObject({ port, key: pem, cert: pem })),
    }),
  ),
  http: z.optional(
    z.union([
      z.strictObject({
        serve: z.optional(z.literal("listen")),
        host: z.optional(text),
        port: z.optional(port),
        publicUrl: z.optional(httpAddress),
      }),
      z.strictObject({ serve: z.enum(["mounted", "directory"]), publicUrl: httpAddress }),
    ]),
  ),
  storage: z.optional(storageSchema),
  behindCdn: z.optional(z.boolean()),
  cors: z.optional(z.union([z.enum(["*", "none"]), z.array(httpAddress)])),
  segmentSeconds: z.optional(z.number().check(z.minimum(1), z.maximum(10))),
  container: z.optional(z.enum(["fmp4", "ts"])),
  windowSegments: z.optional(z.int().check(z.minimum(3), z.maximum(100))),
  dvrSeconds: z.optional(seconds),
  ladder: z.optional(z.array(z.enum(Object.keys(ladderSteps) as (keyof typeof ladderSteps)[]))),
  signedPlayback: z.optional(
    z.strictObject({ defaultTtlSeconds: z.optional(seconds), maxTtlSeconds: z.optional(seconds) }),
  ),
  limits: z.optional(
    z.strictObject({
      maxStreams: z.optional(count),
      maxTotalKbps: z.optional(count),
      maxDiskBytes: z.optional(count),
      maxCacheBytes: z.optional(count),
    }),
  ),
  ffmpegPath: z.optional(text),
  ffprobePath: z.optional(text),
  clock: z.optional(
    z.custom<Clock>((value) => isObject(value, ["now", "monotonic", "setTimeout", "clearTimeout"]), "must be a Clock"),
  ),
  logger: z.optional(
    z.custom<Logger>((value) => isObject(value, ["debug", "info", "warn", "error"]), "must be a Logger"),
  ),
});

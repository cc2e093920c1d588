import { randomBytes } from "node:crypto";
import { parseOptions } from "@hybrid-stream/provider-kit";
import { type Clock, HybridStreamError, type Logger, Secret, silentLogger, systemClock } from "@hybrid-stream/spec";
import type { HlsOriginOptions, HttpElsewhereOptions, HttpListenOptions } from "./hls-origin-options.js";
import type { RtmpIngestOptions } from "./ingest/ingest-types.js";
import { optionsSchema } from "./options-schema.js";
import type { Container } from "./packager/packager-arguments.js";
import type { LadderStep } from "./packager/rendition.js";
import type { WindowSize } from "./playlist/window.js";
import type { CorsOrigins } from "./serve/cors-headers.js";
import { readStorage, type StorageSettings } from "./storage/storage-options.js";

const secretVariable = "HLS_ORIGIN_SECRET";

/** The options with every default filled in. */
export interface Settings {
  readonly id: string;
  /** `null`: a temporary one. */
  readonly directory: string | null;
  readonly secret: Secret;
  readonly rtmp: Pick<RtmpIngestOptions, "host" | "port" | "tls"> & { readonly publicUrl?: string };
  readonly http: {
    readonly serve: "listen" | "mounted" | "directory" | "storage";
    readonly host: string;
    readonly port: number;
    readonly publicUrl: string | null;
  };
  /** `null`: what viewers get lies in the directory. */
  readonly storage: StorageSettings | null;
  readonly countsViewers: boolean;
  readonly cors: CorsOrigins;
  readonly segmentSeconds: number;
  readonly container: Container;
  readonly window: WindowSize;
  readonly dvrWindow: WindowSize | null;
  readonly ladder: readonly LadderStep[];
  readonly ttl: { readonly defaultSeconds: number; readonly maxSeconds: number };
  readonly limits: {
    readonly maxStreams: number;
    readonly maxTotalKbps: number;
    readonly maxDiskBytes: number;
    readonly maxCacheBytes: number;
  };
  readonly ffmpeg: { readonly ffmpegPath: string | undefined; readonly ffprobePath: string | undefined };
  readonly clock: Clock;
  readonly logger: Logger;
}

function secretOf(option: string | Secret | undefined, logger: Logger): Secret {
  if (option instanceof Secret) return option;
  if (option !== undefined) return new Secret(option);
  const fromEnvironment = process.env[secretVariable]?.trim();
  if (fromEnvironment) {
    if (fromEnvironment.length >= 16) return new Secret(fromEnvironment);
    throw new HybridStreamError({
      code: "invalid-options",
      message: `hlsOrigin(): the variable ${secretVariable} must have 16 characters at least.`,
      field: "secret",
    });
  }
  logger.warn(
    {},
    `hlsOrigin() has no secret: encoders will need new keys after a restart. Pass secret, or set ${secretVariable}.`,
  );
  return new Secret(randomBytes(32).toString("base64url"));
}

function isListening(http: HttpListenOptions | HttpElsewhereOptions): http is HttpListenOptions {
  return http.serve === undefined || http.serve === "listen";
}

function httpSettings(http: HttpListenOptions | HttpElsewhereOptions = {}): Settings["http"] {
  const { serve = "listen", publicUrl } = http;
  const { host = "127.0.0.1", port = 8080 }: HttpListenOptions = isListening(http) ? http : {};
  return { serve, host, port, publicUrl: publicUrl?.replace(/\/+$/, "") ?? null };
}

/** Whether viewers' requests come to this origin. */
export function servesViewers({ serve }: Settings["http"]): boolean {
  return serve === "listen" || serve === "mounted";
}

/**
 * Checks the options and fills in the defaults.
 *
 * @throws `invalid-options` with `field`.
 */
export function readSettings(options: HlsOriginOptions): Settings {
  parseOptions(optionsSchema, options, { name: "hlsOrigin()" });
  const { segmentSeconds = 2, windowSegments = 6, dvrSeconds, limits = {}, logger = silentLogger } = options;
  const storage = readStorage(options.storage, options.http);
  const http: Settings["http"] =
    storage === null
      ? httpSettings(options.http)
      : { ...httpSettings(), serve: "storage", publicUrl: storage.publicUrl };
  const window = { segments: windowSegments, seconds: windowSegments * segmentSeconds };
  return {
    id: options.id ?? "hls-origin",
    directory: options.directory ?? null,
    secret: secretOf(options.secret, logger),
    rtmp: { ...options.rtmp, host: options.rtmp?.host ?? "127.0.0.1", port: options.rtmp?.port ?? 1935 },
    http,
    storage,
    countsViewers: servesViewers(http) && options.behindCdn !== true,
    cors: options.cors ?? "*",
    segmentSeconds,
    container: options.container ?? "fmp4",
    window,
    dvrWindow: dvrSeconds === undefined ? null : { segments: windowSegments, seconds: dvrSeconds },
    ladder: options.ladder ?? [],
    ttl: {
      defaultSeconds: options.signedPlayback?.defaultTtlSeconds ?? 3_600,
      maxSeconds: options.signedPlayback?.maxTtlSeconds ?? 86_400,
    },
    limits: {
      maxStreams: limits.maxStreams ?? 50,
      maxTotalKbps: limits.maxTotalKbps ?? 20_000,
      maxDiskBytes: limits.maxDiskBytes ?? Number.POSITIVE_INFINITY,
      maxCacheBytes: limits.maxCacheBytes ?? 128 * 1024 * 1024,
    },
    ffmpeg: { ffmpegPath: options.ffmpegPath, ffprobePath: options.ffprobePath },
    clock: options.clock ?? systemClock,
    logger,
  };
}

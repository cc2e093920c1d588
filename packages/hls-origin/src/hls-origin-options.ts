import type { Clock, Logger, Secret } from "@hybrid-stream/spec";
import type { Container } from "./packager/packager-arguments.js";
import type { LadderStep } from "./packager/rendition.js";
import type { CorsOrigins } from "./serve/cors-headers.js";
import type { StorageOptions } from "./storage/storage-options.js";

/** Where encoders and relays push to. */
export interface RtmpOptions {
  /** Default `127.0.0.1`. Use `0.0.0.0` to be reached from other machines. */
  readonly host?: string;
  /** Default 1935; 0 takes a free one. */
  readonly port?: number;
  /** What publishers reach, without the application: `rtmps://live.example.com`. Default: host and port. */
  readonly publicUrl?: string;
  /** RTMPS beside RTMP. `key` and `cert` in PEM form. */
  readonly tls?: { readonly port: number; readonly key: string | Buffer; readonly cert: string | Buffer };
}

/** The origin listens for viewers itself. */
export interface HttpListenOptions {
  readonly serve?: "listen";
  /** Default `127.0.0.1`. */
  readonly host?: string;
  /** Default 8080; 0 takes a free one. */
  readonly port?: number;
  /** What viewers reach, without a slash at the end: `https://live.example.com`. Default: host and port. */
  readonly publicUrl?: string;
}

/**
 * - `mounted`: the host's own server passes requests to {@link HlsOrigin.handleRequest}
 * - `directory`: another web server serves the folder `live` of the directory
 */
export interface HttpElsewhereOptions {
  readonly serve: "mounted" | "directory";
  readonly publicUrl: string;
}

/** Options of `hlsOrigin`. */
export interface HlsOriginOptions {
  /** Default `hls-origin`. */
  readonly id?: string;
  /** Kept over restarts. Default: a fresh temporary folder that is removed at `close`. */
  readonly directory?: string;
  /**
   * Stream keys and playback tokens are derived from it; 16 characters at least. Default: `HLS_ORIGIN_SECRET`, else a
   * random one, with which encoders need new keys after a restart.
   */
  readonly secret?: string | Secret;
  readonly rtmp?: RtmpOptions;
  readonly http?: HttpListenOptions | HttpElsewhereOptions;
  /** Segments and playlists go to a bucket, and viewers get them from there; `http` is then left out. Default: none. */
  readonly storage?: StorageOptions;
  /** A caching CDN stands in front: answers are the same for all viewers, who can then not be counted. Default `false`. */
  readonly behindCdn?: boolean;
  /** Web pages that may play: `*` (default), a list of origins, or `none`. */
  readonly cors?: CorsOrigins;
  /** Seconds, default 2. Segments begin at keyframes, so the encoder's keyframe interval should divide it. */
  readonly segmentSeconds?: number;
  /** Default `fmp4`. */
  readonly container?: Container;
  /** Segments in the live playlist, default 6. */
  readonly windowSegments?: number;
  /** Offers a second playlist that goes back this far. Default: none. */
  readonly dvrSeconds?: number;
  /** Renditions to make beside the source, if it is larger. Default: none, which needs next to no CPU. */
  readonly ladder?: readonly LadderStep[];
  /** How long signed addresses are good for. Defaults 3,600 and 86,400 s. */
  readonly signedPlayback?: { readonly defaultTtlSeconds?: number; readonly maxTtlSeconds?: number };
  readonly limits?: {
    /** Default 50. */
    readonly maxStreams?: number;
    /** Of one publisher. Default 20,000. */
    readonly maxTotalKbps?: number;
    /** Of all segments together. Default: none. */
    readonly maxDiskBytes?: number;
    /** Segments kept in memory for viewers. Default 128 MiB. */
    readonly maxCacheBytes?: number;
  };
  /** Default: `FFMPEG_PATH`, then `ffmpeg` on `PATH`. */
  readonly ffmpegPath?: string;
  readonly ffprobePath?: string;
  readonly clock?: Clock;
  readonly logger?: Logger;
}

import type { Clock, Logger } from "@hybrid-stream/spec";

/** What a publisher asks for. */
export interface PublishRequest {
  readonly application: string;
  /** The stream key: a secret. What followed a `?` is cut off. */
  readonly streamName: string;
  readonly remoteAddress: string;
  /** True when it came over RTMPS. */
  readonly secure: boolean;
}

/** The host's answer to a {@link PublishRequest}. */
export type PublishDecision =
  | { readonly accept: true; readonly onSession: (session: PublishSession) => void }
  | {
      readonly accept: false;
      /** Shown to the publisher. */
      readonly reason: string;
      readonly code: "NetStream.Publish.BadName" | "NetStream.Publish.Denied";
    };

/**
 * - `publisher-left`: the publisher unpublished.
 * - `connection-lost`: the connection ended without that.
 * - `cut`: {@link PublishSession.cut} was called, the consumer left {@link PublishSession.media}, or the server closed.
 * - `too-slow`: the consumer was further behind than `maxBufferedBytes`.
 * - `idle`: no media for `idleTimeoutMs`.
 * - `malformed`: the publisher broke the protocol.
 */
export type PublishEndReason = "publisher-left" | "connection-lost" | "cut" | "too-slow" | "idle" | "malformed";

/** What the sequence headers say, `null` until they have come. Names are FFmpeg's where it has one. */
export interface PublishCodecs {
  /** `h264`, `hevc`, `av1`, `vp9`; anything else by its FourCC or as `flv-<number>`. */
  readonly video: string | null;
  /** `aac`, `mp3`, `opus`; anything else likewise. */
  readonly audio: string | null;
  /** Pixels, from H.264's own parameters, else from the publisher's metadata. */
  readonly width: number | null;
  readonly height: number | null;
  /** From the publisher's metadata. */
  readonly framesPerSecond: number | null;
}

/** One accepted publish, from its start to its end. */
export interface PublishSession {
  readonly id: string;
  readonly startedAt: Date;
  readonly remoteAddress: string;
  /**
   * The FLV bytes: header, metadata, sequence headers, then frames. For one consumer, which must keep up: further than
   * `maxBufferedBytes` behind, the session is cut. Leaving the loop early cuts it too. Ends with the session, without
   * an error.
   */
  readonly media: AsyncIterable<Uint8Array>;
  /** Bytes of media that have arrived. */
  readonly bytesReceived: number;
  /** Kilobits a second over the last 5 s. */
  readonly bitrateKbps: number;
  /** When media last arrived, by `clock.monotonic()`; the start of the session before any has. */
  readonly lastMediaAt: number;
  readonly codecs: PublishCodecs;
  /** Never rejects. */
  readonly closed: Promise<{ readonly reason: PublishEndReason }>;
  /** Ends the session and drops the connection. The reason is logged, so it must hold no secret. */
  cut(reason: string): void;
}

/** How {@link createRtmpIngestServer} listens and what it tolerates. */
export interface RtmpIngestOptions {
  readonly host: string;
  /** 0 takes a free one. */
  readonly port: number;
  readonly tls?: {
    readonly port: number;
    readonly key: string | Buffer;
    readonly cert: string | Buffer;
    /** Nothing listens for plain RTMP; `listen` then gives this port twice. Default `false`. */
    readonly only?: boolean | undefined;
  };
  /** Decides on each publish, a second one on a live key included. One that throws refuses. */
  readonly authorize: (request: PublishRequest) => PublishDecision;
  readonly clock?: Clock;
  readonly logger?: Logger;
  /** Milliseconds from the connection to the accepted publish. Default 10,000. */
  readonly handshakeTimeoutMs?: number;
  /** Milliseconds without media after which a session is cut. Default 30,000. */
  readonly idleTimeoutMs?: number;
  /** Over both ports. More are dropped on arrival. Default 1,000. */
  readonly maxConnections?: number;
  /** How far a session's consumer may be behind. Default 8 MiB. A single message may not be larger either. */
  readonly maxBufferedBytes?: number;
}

/** The listening part of the origin. */
export interface RtmpIngestServer {
  /**
   * @throws `origin-address-in-use` when a port is taken, `invalid-options` when host, port or certificate cannot be
   * used, `closed` after {@link close}.
   */
  listen(): Promise<{ port: number; tlsPort: number | null }>;
  /** Cuts everybody and frees the ports. */
  close(): Promise<void>;
  /** Open connections, publishing or not. */
  readonly connections: number;
}

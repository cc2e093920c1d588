import type { IncomingMessage, OutgoingHttpHeaders, ServerResponse } from "node:http";
import { join } from "node:path";
import type { Clock, Logger } from "@hybrid-stream/spec";
import type { PlaybackTokens } from "../playback/playback-token.js";
import type { Segment } from "../playlist/segment.js";
import type { OriginStream } from "../stream/origin-stream.js";
import { type CorsOrigins, corsHeaders, preflightHeaders } from "./cors-headers.js";
import { contentTypeOf, livePlaylistCacheControl, recordingCacheControl, segmentCacheControl } from "./media-types.js";
import { PlaylistCache } from "./playlist-cache.js";
import { parseRequestPath, type RequestedPath } from "./request-path.js";
import type { SegmentCache } from "./segment-cache.js";
import { sendBody } from "./send-body.js";
import { type PlaylistName, type PlaylistWindows, parsePlaylistName, StreamPlaylists } from "./stream-playlists.js";

/** The longest that one answer may take: a client that reads slower holds memory for nothing. Milliseconds. */
const answerTimeMs = 120_000;

/**
 * What shows that a playback session is watched: that it fetches playlists, or that it gets segments. `none`: there are
 * no sessions, and every answer is the same for all.
 */
export type ViewerSights = "playlists" | "segments" | "none";

/** What requests are answered with. */
export interface RequestHandlerOptions {
  readonly find: (streamId: string) => OriginStream | null;
  readonly tokens: PlaybackTokens;
  readonly cache: SegmentCache;
  readonly windows: PlaylistWindows;
  readonly viewerSights: ViewerSights;
  readonly cors: CorsOrigins;
  /** What the public address has before `/live`: empty, or `/hls`. */
  readonly basePath: string;
  readonly clock: Clock;
  readonly logger: Logger;
}

/** Answers viewers. Names are looked up in the streams' tables: no path from outside ever reaches the disk. */
export class RequestHandler {
  readonly #options: RequestHandlerOptions;
  /** Of the streams that were asked for; gone with the stream. */
  readonly #caches = new WeakMap<OriginStream, { playlists: StreamPlaylists; cache: PlaylistCache }>();

  constructor(options: RequestHandlerOptions) {
    this.#options = options;
  }

  handle(request: IncomingMessage, response: ServerResponse): void {
    this.#answer(request, response).catch((thrown: unknown) => {
      this.#options.logger.error({ error: thrown instanceof Error ? thrown.name : "unknown" }, "a request failed");
      if (response.headersSent) response.destroy();
      else this.#refuse(request, response, 500, "internal");
    });
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    if (request.method === "OPTIONS") {
      response.writeHead(204, { ...this.#cors(request), ...preflightHeaders }).end();
      return;
    }
    if (request.method !== "GET" && request.method !== "HEAD") {
      response.setHeader("Allow", "GET, HEAD, OPTIONS");
      this.#refuse(request, response, 405, "method-not-allowed");
      return;
    }
    const path = parseRequestPath(request.url ?? "", this.#options.basePath);
    if (path === null) {
      this.#refuse(request, response, 404, "not-found");
      return;
    }
    const claims = path.token === null ? null : this.#options.tokens.verify(path.token, path.streamId);
    const stream = this.#options.find(path.streamId);
    if ((path.token !== null && claims === null) || (claims === null && stream?.state.access === "signed")) {
      this.#refuse(request, response, 403, "forbidden");
      return;
    }
    if (stream === null) {
      this.#refuse(request, response, 404, "not-found");
      return;
    }
    await this.#serve({ request, response, path, stream, isProbe: claims?.purpose === "probe" });
  }

  async #serve(exchange: Exchange): Promise<void> {
    const { path, stream } = exchange;
    const name = parsePlaylistName(path.file);
    if (name !== null) {
      await this.#servePlaylist(exchange, name);
      return;
    }
    const found = stream.store.table.find(path.file);
    if (found === null) this.#refuse(exchange.request, exchange.response, 404, "not-found");
    else await this.#serveMedia(exchange, found);
  }

  async #servePlaylist(exchange: Exchange, name: PlaylistName): Promise<void> {
    const { request, response, path, stream } = exchange;
    const { playlists, cache } = this.#cachesOf(stream);
    const isCounted = this.#isCounted(exchange) && name.view !== "recording";
    if (isCounted && name.rendition === null) {
      const text = playlists.composeForSession(name, stream.viewers.newSessionId());
      if (text === null) this.#refuse(request, response, 404, "not-live");
      else this.#send(exchange, { content: Buffer.from(text), etag: null, cacheControl: "no-store" });
      return;
    }
    const playlist = cache.get(path.file, name);
    if (playlist === null) {
      this.#refuse(request, response, 404, "not-live");
      return;
    }
    if (isCounted && path.sessionId !== null && this.#options.viewerSights === "segments") {
      const text = withSession(playlist.body.toString(), path.sessionId);
      this.#send(exchange, { content: Buffer.from(text), etag: null, cacheControl: "no-store" });
      return;
    }
    if (isCounted && path.sessionId !== null && stream.broadcast !== null) stream.viewers.saw(path.sessionId);
    const cacheControl = name.view === "recording" ? recordingCacheControl : livePlaylistCacheControl;
    const headers: OutgoingHttpHeaders = { Vary: "Accept-Encoding" };
    if (!acceptsGzip(request)) {
      this.#send(exchange, { content: playlist.body, etag: playlist.etag, cacheControl, headers });
      return;
    }
    headers["Content-Encoding"] = "gzip";
    // Another body needs another tag.
    const etag = `${playlist.etag.slice(0, -1)}-gzip"`;
    this.#send(exchange, { content: await playlist.gzip(), etag, cacheControl, headers });
  }

  async #serveMedia(exchange: Exchange, found: Segment | "init"): Promise<void> {
    const { path, stream, request, response } = exchange;
    const file = join(stream.store.directory, ...path.file.split("/"));
    const etag = `"${path.file.replaceAll("/", "-")}"`;
    const cacheControl = stream.state.access === "signed" ? "private, max-age=3600" : segmentCacheControl;
    const seconds = found === "init" ? 0 : found.seconds;
    const isRecent = found === "init" || found.broadcastId === stream.broadcast?.id;
    if (!isRecent) {
      this.#deliver(
        exchange,
        seconds,
        sendBody(request, response, {
          body: { kind: "file", path: file, size: found.bytes },
          contentType: contentTypeOf(path.file),
          cacheControl,
          etag,
          headers: this.#cors(request),
        }),
      );
      return;
    }
    const content = await Promise.resolve(this.#options.cache.get(file)).catch(() => null);
    if (content === null) this.#refuse(request, response, 404, "not-found");
    else this.#send(exchange, { content, etag, cacheControl, seconds });
  }

  #send(exchange: Exchange, answer: MemoryAnswer): void {
    const { request, response, path } = exchange;
    const sent = sendBody(request, response, {
      body: { kind: "bytes", content: answer.content },
      contentType: contentTypeOf(path.file),
      cacheControl: answer.cacheControl,
      etag: answer.etag,
      headers: { ...this.#cors(request), ...answer.headers },
    });
    this.#deliver(exchange, answer.seconds ?? 0, sent);
  }

  /** Counts what really left, and bounds how long it may take. */
  #deliver(exchange: Exchange, seconds: number, bytes: number): void {
    const { response, stream, path } = exchange;
    // A viewer who has cut off already will never close again: no timer may wait for that.
    if (bytes === 0 || response.destroyed) return;
    const { clock } = this.#options;
    const timer = clock.setTimeout(() => response.destroy(), answerTimeMs);
    response.once("close", () => {
      clock.clearTimeout(timer);
      if (!response.writableFinished) return;
      stream.ledger.delivered(bytes, seconds);
      const isSight = this.#options.viewerSights === "segments" && seconds > 0 && this.#isCounted(exchange);
      if (isSight && path.sessionId !== null) stream.viewers.saw(path.sessionId);
    });
  }

  #refuse(request: IncomingMessage, response: ServerResponse, status: number, error: string): void {
    const body = JSON.stringify({ error });
    const cacheControl = status === 404 ? "public, max-age=1" : "no-store";
    response
      .writeHead(status, {
        ...this.#cors(request),
        "Content-Type": "application/json",
        "Content-Length": Buffer.byteLength(body),
        "Cache-Control": cacheControl,
      })
      .end(request.method === "HEAD" ? undefined : body);
  }

  #isCounted({ isProbe }: Exchange): boolean {
    return this.#options.viewerSights !== "none" && !isProbe;
  }

  #cors(request: IncomingMessage): OutgoingHttpHeaders {
    return corsHeaders(this.#options.cors, request.headers);
  }

  #cachesOf(stream: OriginStream): { playlists: StreamPlaylists; cache: PlaylistCache } {
    const known = this.#caches.get(stream);
    if (known) return known;
    const playlists = new StreamPlaylists(stream, this.#options.windows, this.#options.clock);
    const made = { playlists, cache: new PlaylistCache(playlists) };
    this.#caches.set(stream, made);
    return made;
  }
}

/** One request that is allowed, for a stream that is there. */
interface Exchange {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly path: RequestedPath;
  readonly stream: OriginStream;
  readonly isProbe: boolean;
}

interface MemoryAnswer {
  readonly content: Buffer;
  readonly etag: string | null;
  readonly cacheControl: string;
  readonly headers?: OutgoingHttpHeaders;
  /** Media time in it. */
  readonly seconds?: number;
}

/** A media playlist of which each segment tells the session that asks for it. */
function withSession(playlist: string, sessionId: string): string {
  return playlist.replace(/^[^#\n].*$/gm, (file) => `${file}?s=${sessionId}`);
}

function acceptsGzip(request: IncomingMessage): boolean {
  const header = request.headers["accept-encoding"];
  return typeof header === "string" && /\bgzip\b(?!\s*;\s*q=0(?:\.0*)?(?:,|$))/.test(header);
}

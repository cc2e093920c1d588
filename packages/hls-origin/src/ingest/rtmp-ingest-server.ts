import { createServer as createNetServer, type Server, type Socket } from "node:net";
import { createSecureContext, createServer as createTlsServer, type TlsOptions } from "node:tls";
import { type Clock, HybridStreamError, type Logger, silentLogger, systemClock } from "@hybrid-stream/spec";
import type { RtmpIngestOptions, RtmpIngestServer } from "./ingest-types.js";
import { listenOn } from "./listen-on.js";
import { PublisherConnection } from "./publisher-connection.js";

export type {
  PublishCodecs,
  PublishDecision,
  PublishRequest,
  PublishSession,
  RtmpIngestOptions,
  RtmpIngestServer,
} from "./ingest-types.js";

const defaultHandshakeTimeoutMs = 10_000;
const defaultIdleTimeoutMs = 30_000;
const defaultMaxConnections = 1_000;
const defaultMaxBufferedBytes = 8 * 1024 * 1024;

/** A server that takes RTMP, and RTMPS when it has a certificate, from publishers only. */
export function createRtmpIngestServer(options: RtmpIngestOptions): RtmpIngestServer {
  return new IngestServer(options);
}

/** A TCP connection that may stay until it publishes or its time is up. */
interface Peer {
  readonly socket: Socket;
  connection: PublisherConnection | null;
  readonly stopTimer: () => void;
  readonly gone: Promise<unknown>;
}

class IngestServer implements RtmpIngestServer {
  readonly #options: RtmpIngestOptions;
  readonly #clock: Clock;
  readonly #logger: Logger;
  readonly #servers: Server[] = [];
  readonly #peers = new Map<string, Peer>();
  #state: "new" | "listening" | "closed" = "new";

  constructor(options: RtmpIngestOptions) {
    this.#options = options;
    this.#clock = options.clock ?? systemClock;
    this.#logger = options.logger ?? silentLogger;
  }

  get connections(): number {
    return this.#peers.size;
  }

  async listen(): Promise<{ port: number; tlsPort: number | null }> {
    if (this.#state !== "new") {
      throw new HybridStreamError({ code: "closed", message: "An ingest server listens once: create another one." });
    }
    this.#state = "listening";
    const { host, port, tls } = this.#options;
    try {
      const bound = tls?.only ? null : await listenOn({ server: this.#plainServer(), host, port, field: "port" });
      const tlsPort = tls
        ? await listenOn({ server: this.#secureServer(tls), host, port: tls.port, field: "tls.port" })
        : null;
      return { port: bound ?? tlsPort ?? port, tlsPort };
    } catch (thrown) {
      await this.close();
      throw thrown;
    }
  }

  async close(): Promise<void> {
    this.#state = "closed";
    const closed = this.#servers.map((server) => new Promise<void>((resolve) => server.close(() => resolve())));
    const peers = [...this.#peers.values()];
    for (const peer of peers) {
      peer.connection?.cut("the server closes");
      peer.socket.destroy();
    }
    await Promise.all(closed);
    await Promise.all(peers.map((peer) => peer.gone));
  }

  #plainServer(): Server {
    const server = createNetServer((socket) => {
      const peer = this.#admit(socket);
      if (peer) this.#serve({ peer, transport: socket, secure: false });
    });
    return this.#own(server);
  }

  #secureServer({ key, cert }: { key: string | Buffer; cert: string | Buffer }): Server {
    const server = createTlsServer(secureContextOptions(key, cert));
    server.on("connection", (socket: Socket) => this.#admit(socket));
    server.on("secureConnection", (transport) => {
      const peer = this.#peers.get(peerKey(transport));
      if (peer) this.#serve({ peer, transport, secure: true });
      else transport.destroy();
    });
    server.on("tlsClientError", (_error, transport) => transport.destroy());
    return this.#own(server);
  }

  #own(server: Server): Server {
    this.#servers.push(server);
    // Out of file descriptors, for one: that must not take the process down.
    server.on("error", (error) => this.#logger.error({ error: error.message }, "rtmp listener failed"));
    return server;
  }

  /** Counts a new TCP connection and gives it its time, or drops it. */
  #admit(socket: Socket): Peer | null {
    const limit = this.#options.maxConnections ?? defaultMaxConnections;
    socket.on("error", () => socket.destroy());
    if (this.#peers.size >= limit || socket.remoteAddress === undefined) {
      this.#logger.warn({ limit }, "rtmp connection dropped: too many");
      socket.destroy();
      return null;
    }
    const timer = this.#clock.setTimeout(() => {
      this.#logger.warn({ remoteAddress: socket.remoteAddress }, "rtmp connection dropped: no publish in time");
      socket.destroy();
    }, this.#options.handshakeTimeoutMs ?? defaultHandshakeTimeoutMs);
    const stopTimer = (): void => this.#clock.clearTimeout(timer);
    const key = peerKey(socket);
    const gone = new Promise<void>((resolve) => {
      socket.once("close", () => {
        stopTimer();
        this.#peers.delete(key);
        resolve();
      });
    });
    const peer: Peer = { socket, connection: null, stopTimer, gone };
    this.#peers.set(key, peer);
    return peer;
  }

  #serve({ peer, transport, secure }: { peer: Peer; transport: Socket; secure: boolean }): void {
    peer.connection = new PublisherConnection(transport, {
      secure,
      authorize: this.#options.authorize,
      clock: this.#clock,
      logger: this.#logger,
      idleTimeoutMs: this.#options.idleTimeoutMs ?? defaultIdleTimeoutMs,
      maxBufferedBytes: this.#options.maxBufferedBytes ?? defaultMaxBufferedBytes,
      onPublishing: peer.stopTimer,
    });
  }
}

/** The same for a TCP socket and for the TLS that runs over it, and no other live connection has it. */
function peerKey(socket: Socket): string {
  return `${socket.localPort} ${socket.remoteAddress} ${socket.remotePort}`;
}

function secureContextOptions(key: string | Buffer, cert: string | Buffer): TlsOptions {
  try {
    createSecureContext({ key, cert });
    return { key, cert };
  } catch {
    // Without the cause: what OpenSSL says about a key stays out of logs.
    throw new HybridStreamError({
      code: "invalid-options",
      message: "tls.key and tls.cert must be a matching pair in PEM form.",
      field: "tls",
    });
  }
}

import type { Socket } from "node:net";
import type { Clock, Logger } from "@hybrid-stream/spec";
import type { PublishDecision, PublishEndReason, RtmpIngestOptions } from "./ingest-types.js";
import { LiveSession } from "./live-session.js";
import { ProtocolViolation } from "./protocol-violation.js";
import { type PublishAnswer, RtmpPublisherProtocol } from "./rtmp-publisher-protocol.js";

/** Answers that may wait for a peer which does not read them. A publisher gets a few hundred bytes in all. */
const maxUnsentBytes = 64 * 1024;

export interface ConnectionContext {
  readonly secure: boolean;
  readonly authorize: RtmpIngestOptions["authorize"];
  readonly clock: Clock;
  readonly logger: Logger;
  readonly idleTimeoutMs: number;
  readonly maxBufferedBytes: number;
  /** The publish was accepted: the time for it is no longer counted. */
  readonly onPublishing: () => void;
}

/** One peer: feeds its bytes to the protocol and the protocol's messages to the session. */
export class PublisherConnection {
  readonly #socket: Socket;
  readonly #context: ConnectionContext;
  readonly #remoteAddress: string;
  readonly #protocol: RtmpPublisherProtocol;
  #session: LiveSession | null = null;

  constructor(socket: Socket, context: ConnectionContext) {
    this.#socket = socket;
    this.#context = context;
    this.#remoteAddress = socket.remoteAddress ?? "unknown";
    this.#protocol = new RtmpPublisherProtocol({
      maxMessageBytes: context.maxBufferedBytes,
      events: {
        onOutput: (bytes) => this.#send(bytes),
        onPublish: (request) => this.#decide(request),
        onMessage: (message) => this.#session?.take(message),
        onLeave: () => this.#session?.end("publisher-left", "unpublished"),
        onRefused: () => socket.end(),
      },
    });
    socket.setNoDelay(true);
    socket.on("data", (bytes: Buffer) => this.#receive(bytes));
    socket.on("error", () => socket.destroy());
    socket.on("close", () => this.#session?.end("connection-lost", "the connection ended"));
  }

  /** Ends the session, if there is one, and the connection. */
  cut(reason: string): void {
    this.#session?.end("cut", reason);
    this.#socket.destroy();
  }

  #receive(bytes: Buffer): void {
    // A destroyed socket may still hand over what it had read.
    if (this.#socket.destroyed) return;
    try {
      this.#protocol.receive(bytes);
    } catch (thrown) {
      // The parser's own errors may quote the peer, and so the key: only texts of this package are logged.
      const detail = thrown instanceof ProtocolViolation ? thrown.message : "not readable as RTMP";
      this.#context.logger.warn({ remoteAddress: this.#remoteAddress, detail }, "rtmp connection dropped");
      this.#session?.end("malformed", detail);
      this.#socket.destroy();
    }
  }

  #send(bytes: Buffer): void {
    if (!this.#socket.writable) return;
    if (this.#socket.writableLength > maxUnsentBytes) throw new ProtocolViolation("the peer does not read");
    this.#socket.write(bytes);
  }

  #decide(request: { application: string; streamName: string }): PublishAnswer {
    const decision = this.#ask(request);
    if (!decision.accept) {
      this.#context.logger.info({ remoteAddress: this.#remoteAddress, code: decision.code }, "publish refused");
      return decision;
    }
    const session = this.#openSession();
    try {
      decision.onSession(session);
    } catch (thrown) {
      this.#context.logger.error({ sessionId: session.id, error: nameOf(thrown) }, "the host failed to take a session");
      session.end("cut", "the host failed to take the session");
    }
    return "accepted";
  }

  #ask(request: { application: string; streamName: string }): PublishDecision {
    const { authorize, logger, secure } = this.#context;
    try {
      return authorize({ ...request, remoteAddress: this.#remoteAddress, secure });
    } catch (thrown) {
      logger.error({ remoteAddress: this.#remoteAddress, error: nameOf(thrown) }, "authorize failed");
      return { accept: false, code: "NetStream.Publish.Denied", reason: "The server could not check the stream key." };
    }
  }

  #openSession(): LiveSession {
    const { clock, idleTimeoutMs, maxBufferedBytes, onPublishing, logger } = this.#context;
    const remoteAddress = this.#remoteAddress;
    const onEnd = (end: { reason: PublishEndReason; detail: string }): void => {
      logger.info({ sessionId: session.id, ...end, bytes: session.bytesReceived }, "publish ended");
      if (end.reason === "publisher-left") this.#socket.destroySoon();
      else this.#socket.destroy();
    };
    const session = new LiveSession({ clock, remoteAddress, maxBufferedBytes, idleTimeoutMs, onEnd });
    this.#session = session;
    onPublishing();
    logger.info({ sessionId: session.id, remoteAddress, secure: this.#context.secure }, "publish started");
    return session;
  }
}

function nameOf(thrown: unknown): string {
  return thrown instanceof Error ? thrown.name : typeof thrown;
}

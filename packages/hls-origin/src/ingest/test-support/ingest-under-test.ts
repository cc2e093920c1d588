import { type Clock, type Logger, systemClock, type TimerHandle } from "@hybrid-stream/spec";
import { onTestFinished } from "vitest";
import {
  createRtmpIngestServer,
  type PublishRequest,
  type PublishSession,
  type RtmpIngestOptions,
  type RtmpIngestServer,
} from "../rtmp-ingest-server.js";
import { eventually } from "./eventually.js";

export const liveKey = "a-key-nobody-may-see";

/** The machine's clock, which knows the timers that still run. */
export class CountingClock implements Clock {
  readonly #timers = new Set<TimerHandle>();

  get running(): number {
    return this.#timers.size;
  }

  now(): Date {
    return systemClock.now();
  }

  monotonic(): number {
    return systemClock.monotonic();
  }

  setTimeout(callback: () => void, milliseconds: number): TimerHandle {
    const handle = systemClock.setTimeout(() => {
      this.#timers.delete(handle);
      callback();
    }, milliseconds);
    this.#timers.add(handle);
    return handle;
  }

  clearTimeout(handle: TimerHandle): void {
    this.#timers.delete(handle);
    systemClock.clearTimeout(handle);
  }
}

export interface IngestUnderTest {
  readonly server: RtmpIngestServer;
  readonly port: number;
  readonly tlsPort: number;
  readonly requests: PublishRequest[];
  readonly sessions: PublishSession[];
  /** Everything that was logged, as text. */
  readonly log: () => string;
  readonly clock: CountingClock;
  readonly nextSession: () => Promise<PublishSession>;
}

/** A server that accepts {@link liveKey} once at a time and refuses all else. It is closed when the test ends. */
export async function startIngest(options: Partial<RtmpIngestOptions> = {}): Promise<IngestUnderTest> {
  const requests: PublishRequest[] = [];
  const sessions: PublishSession[] = [];
  const lines: string[] = [];
  const write = (fields: object, message?: string): void => {
    lines.push(`${JSON.stringify(fields)} ${message}`);
  };
  const logger: Logger = { debug: write, info: write, warn: write, error: write };
  const clock = new CountingClock();
  let isLive = false;
  const server = createRtmpIngestServer({
    host: "127.0.0.1",
    port: 0,
    logger,
    clock,
    authorize: (request) => {
      requests.push(request);
      if (request.streamName !== liveKey) {
        return { accept: false, reason: "This stream key is not known.", code: "NetStream.Publish.BadName" };
      }
      if (isLive) return { accept: false, reason: "This stream is live already.", code: "NetStream.Publish.Denied" };
      isLive = true;
      return {
        accept: true,
        onSession: (session) => {
          sessions.push(session);
          session.closed.then(() => {
            isLive = false;
          });
        },
      };
    },
    ...options,
  });
  const { port, tlsPort } = await server.listen();
  onTestFinished(() => server.close());
  const nextSession = async (): Promise<PublishSession> => {
    const index = sessions.length;
    await eventually(() => sessions.length > index, "a session");
    const session = sessions[index];
    if (!session) throw new Error("the session vanished");
    return session;
  };
  return { server, port, tlsPort: tlsPort ?? 0, requests, sessions, log: () => lines.join("\n"), clock, nextSession };
}

/** Reads a session's media to its end. */
export async function readAll(session: PublishSession): Promise<Buffer> {
  const parts: Uint8Array[] = [];
  for await (const chunk of session.media) parts.push(chunk);
  return Buffer.concat(parts);
}

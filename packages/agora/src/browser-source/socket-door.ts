import { chmod, rm } from "node:fs/promises";
import { createConnection, createServer, type Server, type Socket } from "node:net";
import { type Clock, HybridStreamError, type TimerHandle } from "@hybrid-stream/spec";
import type { SocketAddress, TcpMediaSourceOptions } from "./tcp-options.js";

const tryAgainMs = 250;

export interface SocketDoorOptions {
  readonly address: SocketAddress;
  readonly role: "listen" | "connect";
  readonly clock: Clock;
  readonly onListening: TcpMediaSourceOptions["onListening"] | undefined;
}

/** Where one sidecar comes in. */
export interface SocketDoor {
  readonly sidecar: Promise<Socket>;
  /** Hangs up as well. Any number of times. */
  close(): Promise<void>;
}

function cannotOpen(cause: unknown): HybridStreamError {
  const code = cause instanceof Error && "code" in cause ? String(cause.code) : "unknown";
  return new HybridStreamError({
    code: "source-unreadable",
    message: `The socket for the sidecar cannot be opened (${code}). Choose a path or port that is free and allowed.`,
    operation: "openSource",
    cause,
  });
}

function connected(address: SocketAddress): Promise<Socket | null> {
  return new Promise((resolve) => {
    const socket = createConnection(address);
    socket.once("error", () => resolve(null));
    socket.once("connect", () => resolve(socket));
  });
}

function listening(server: Server, address: SocketAddress): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once("error", reject);
    server.listen(address, () => {
      server.off("error", reject);
      resolve();
    });
  });
}

/** A socket file that a killed process left behind is taken away; one that somebody serves is not. */
async function listen(server: Server, address: SocketAddress): Promise<void> {
  try {
    await listening(server, address);
  } catch (cause) {
    const taken = cause instanceof Error && "code" in cause && cause.code === "EADDRINUSE";
    const other = "path" in address && taken ? await connected(address) : null;
    other?.destroy();
    if (!("path" in address) || !taken || other !== null) throw cannotOpen(cause);
    await rm(address.path, { force: true });
    await listening(server, address).catch((again: unknown) => Promise.reject(cannotOpen(again)));
  }
  if ("path" in address) await chmod(address.path, 0o600);
}

async function listeningDoor({ address, onListening }: SocketDoorOptions): Promise<SocketDoor> {
  let heard: Socket | null = null;
  const server = createServer();
  // A connection that cannot be accepted must not end the process.
  server.on("error", () => {});
  const sidecar = new Promise<Socket>((resolve) => {
    server.on("connection", (socket) => {
      // A broken connection is seen by who reads it.
      socket.on("error", () => {});
      if (heard !== null) {
        socket.destroy();
        return;
      }
      heard = socket;
      resolve(socket);
    });
  });
  await listen(server, address);
  const bound = server.address();
  if (typeof bound === "string") onListening?.({ path: bound });
  else if (bound !== null) onListening?.({ port: bound.port });
  return {
    sidecar,
    close: () =>
      new Promise((resolve) => {
        heard?.destroy();
        // An error says that it was closed before.
        server.close(() => resolve());
      }),
  };
}

function connectingDoor({ address, clock }: SocketDoorOptions): SocketDoor {
  let closed = false;
  let timer: TimerHandle | null = null;
  let heard: Socket | null = null;
  const sidecar = new Promise<Socket>((resolve) => {
    const attempt = async (): Promise<void> => {
      const socket = await connected(address);
      if (closed) socket?.destroy();
      else if (socket === null) timer = clock.setTimeout(() => void attempt(), tryAgainMs);
      else {
        socket.on("error", () => {});
        heard = socket;
        resolve(socket);
      }
    };
    void attempt();
  });
  return {
    sidecar,
    async close() {
      closed = true;
      if (timer !== null) clock.clearTimeout(timer);
      heard?.destroy();
    },
  };
}

/** @throws `source-unreadable` when it cannot listen there. */
export async function startSocketDoor(options: SocketDoorOptions): Promise<SocketDoor> {
  return options.role === "listen" ? listeningDoor(options) : connectingDoor(options);
}

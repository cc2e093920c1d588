import { createServer, type RequestListener } from "node:http";
import { listenOn } from "../ingest/listen-on.js";

const requestTimeoutMs = 10_000;
const idleTimeoutMs = 20_000;
const maxConnections = 20_000;

/** The server that viewers reach. */
export interface ViewerServer {
  readonly port: number;
  close(): Promise<void>;
}

/**
 * Listens for viewers. Clients that are slow to ask or that stop reading lose their connection.
 *
 * @throws `origin-address-in-use` when the port is taken, `invalid-options` when it cannot be listened on.
 */
export async function listenForViewers(
  address: { readonly host: string; readonly port: number },
  onRequest: RequestListener,
): Promise<ViewerServer> {
  const limits = {
    requestTimeout: requestTimeoutMs,
    headersTimeout: requestTimeoutMs,
    keepAliveTimeout: idleTimeoutMs,
    connectionsCheckingInterval: 2_000,
    maxHeaderSize: 8 * 1024,
  };
  const server = createServer(limits, onRequest);
  server.setTimeout(idleTimeoutMs);
  server.maxConnections = maxConnections;
  const port = await listenOn({ server, ...address, field: "http.port" });
  return {
    port,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

import { once } from "node:events";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import { Readable } from "node:stream";
import { getResponse, type HttpHandler } from "msw";
import { notFound } from "./answers.js";

/** The simulator on a socket. */
export interface MuxSimulatorServer {
  /** `http://127.0.0.1:<port>`: for `apiUrl`, `playbackUrl` and `statsUrl`. */
  readonly url: string;
  /** Ends every connection and frees the port. Any number of times. */
  close(): Promise<void>;
}

function requestOf(incoming: IncomingMessage, origin: string): Request {
  const headers = new Headers();
  for (const [name, values] of Object.entries(incoming.headersDistinct)) {
    for (const value of values ?? []) headers.append(name, value);
  }
  const method = incoming.method ?? "GET";
  const hasBody = method !== "GET" && method !== "HEAD";
  return new Request(new URL(incoming.url ?? "/", origin), {
    method,
    headers,
    ...(hasBody ? { body: Readable.toWeb(incoming), duplex: "half" } : {}),
  });
}

async function send(response: Response, outgoing: ServerResponse): Promise<void> {
  outgoing.writeHead(response.status, [...response.headers].flat());
  if (response.body) {
    for await (const chunk of response.body) {
      if (!outgoing.write(chunk)) await once(outgoing, "drain");
    }
  }
  outgoing.end();
}

async function serve(handlers: HttpHandler[], incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> {
  try {
    const origin = `http://${incoming.headers.host ?? "127.0.0.1"}`;
    const response = (await getResponse(handlers, requestOf(incoming, origin))) ?? notFound();
    if (response.type === "error") throw new Error("the connection is to break");
    await send(response, outgoing);
  } catch {
    // A broken connection, ordered or not, is all that a peer may see of a fault in here. What has been written of an
    // answer goes out first: a reset would take it along.
    if (outgoing.headersSent) incoming.socket.destroySoon();
    else incoming.socket.resetAndDestroy();
  }
}

async function closeServer(server: Server): Promise<void> {
  if (!server.listening) return;
  const closed = once(server, "close");
  server.close();
  server.closeAllConnections();
  await closed;
}

/** Serves the handlers on a free port of the loopback interface. */
export async function listen(handlers: HttpHandler[]): Promise<MuxSimulatorServer> {
  const server = createServer((incoming, outgoing) => void serve(handlers, incoming, outgoing));
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  const port = typeof address === "object" && address !== null ? address.port : 0;
  return { url: `http://127.0.0.1:${port}`, close: () => closeServer(server) };
}

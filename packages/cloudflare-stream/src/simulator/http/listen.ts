import { once } from "node:events";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { Readable } from "node:stream";
import { getResponse, type HttpHandler } from "msw";
import { noRoute } from "./answers.js";

/** The simulator on a socket. */
export interface CloudflareStreamSimulatorServer {
  /** `http://127.0.0.1:<port>`: the option `playbackBaseUrl`. */
  readonly url: string;
  /** The option `apiBaseUrl`. */
  readonly apiBaseUrl: string;
  /** Ends every connection and frees the port. Any number of times. */
  close(): Promise<void>;
}

function requestOf(incoming: IncomingMessage): Request {
  const headers = new Headers();
  for (const [name, values] of Object.entries(incoming.headersDistinct)) {
    for (const value of values ?? []) headers.append(name, value);
  }
  const method = incoming.method ?? "GET";
  const hasBody = method !== "GET" && method !== "HEAD";
  return new Request(new URL(incoming.url ?? "/", `http://${incoming.headers.host ?? "127.0.0.1"}`), {
    method,
    headers,
    ...(hasBody ? { body: Readable.toWeb(incoming), duplex: "half" } : {}),
  });
}

async function serve(handlers: HttpHandler[], incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> {
  try {
    const response = (await getResponse(handlers, requestOf(incoming))) ?? noRoute();
    if (response.type === "error") throw new Error("the connection is to break");
    outgoing.writeHead(response.status, [...response.headers].flat());
    for await (const chunk of response.body ?? []) {
      if (!outgoing.write(chunk)) await once(outgoing, "drain");
    }
    outgoing.end();
  } catch {
    // What has been written of an answer goes out first: a reset would take it along.
    if (outgoing.headersSent) incoming.socket.destroySoon();
    else incoming.socket.resetAndDestroy();
  }
}

/** Serves the handlers on a free port of the loopback interface. */
export async function listen(handlers: HttpHandler[]): Promise<CloudflareStreamSimulatorServer> {
  const server = createServer((incoming, outgoing) => void serve(handlers, incoming, outgoing));
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  const port = typeof address === "object" && address !== null ? address.port : 0;
  const url = `http://127.0.0.1:${port}`;
  return {
    url,
    apiBaseUrl: `${url}/client/v4`,
    async close() {
      if (!server.listening) return;
      const closed = once(server, "close");
      server.close();
      server.closeAllConnections();
      await closed;
    },
  };
}

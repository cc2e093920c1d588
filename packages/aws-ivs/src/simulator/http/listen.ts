import { once } from "node:events";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { Answerer } from "./in-process.js";

/** The simulator on a socket. */
export interface AwsIvsSimulatorServer {
  /** `http://127.0.0.1:<port>`: for `endpoint`, for viewers, and with `/recordings` for `recordingsUrl`. */
  readonly url: string;
  /** Ends every connection and frees the port. Any number of times. */
  close(): Promise<void>;
}

async function textOf(incoming: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of incoming) chunks.push(Buffer.from(chunk));
  return Buffer.concat(chunks).toString();
}

async function serve(answer: Answerer, incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> {
  try {
    const url = new URL(incoming.url ?? "/", `http://${incoming.headers.host ?? "127.0.0.1"}`);
    const headers = Object.fromEntries(Object.entries(incoming.headers).map(([name, value]) => [name, String(value)]));
    const body = await textOf(incoming);
    const reply = await answer({ method: incoming.method ?? "GET", url, headers, body });
    if (reply === "never") return;
    if (reply === "reset") throw new Error("the connection is to break");
    outgoing.writeHead(reply.status, { ...reply.headers, "content-length": Buffer.byteLength(reply.body) });
    if (reply.cut !== true) outgoing.end(reply.body);
    // What has been written goes out first: a reset would take it along.
    else outgoing.write(reply.body.slice(0, Math.floor(reply.body.length / 2)), () => incoming.socket.destroySoon());
  } catch {
    // A broken connection, ordered or not, is all that a peer may see of a fault in here.
    incoming.socket.resetAndDestroy();
  }
}

/** Serves on a free port of the loopback interface. */
export async function listen(answer: Answerer): Promise<AwsIvsSimulatorServer> {
  const server = createServer((incoming, outgoing) => void serve(answer, incoming, outgoing));
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  const port = typeof address === "object" && address !== null ? address.port : 0;
  return {
    url: `http://127.0.0.1:${port}`,
    async close() {
      if (!server.listening) return;
      const closed = once(server, "close");
      server.close();
      server.closeAllConnections();
      await closed;
    },
  };
}

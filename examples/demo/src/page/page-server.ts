import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { EventStream } from "./event-stream.js";
import { listen } from "./listen.js";
import { readStaticFiles } from "./static-files.js";

/** What a button on the page does. Returns a sentence for the person who pressed it. */
export type PageAction = () => string;

export interface PageServer {
  readonly url: string;
  readonly events: EventStream;
  close(): Promise<void>;
}

const security = {
  // The stream comes from the origin's own port.
  "Content-Security-Policy":
    "default-src 'self'; connect-src 'self' http://127.0.0.1:*; media-src 'self' blob: http://127.0.0.1:*; worker-src 'self' blob:; img-src 'self' data:; frame-ancestors 'none'",
  "X-Content-Type-Options": "nosniff",
  "Referrer-Policy": "no-referrer",
};

/** Other web pages that are open in the same browser must not press our buttons, under whatever name they reach us. */
function isOwn(request: IncomingMessage, port: number): boolean {
  const { host, origin } = request.headers;
  const names = [`127.0.0.1:${port}`, `localhost:${port}`];
  return host !== undefined && names.includes(host) && (origin === undefined || origin === `http://${host}`);
}

function reply(response: ServerResponse, status: number, message: string): void {
  response.writeHead(status, { ...security, "Content-Type": "application/json", "Cache-Control": "no-store" });
  response.end(JSON.stringify({ message }));
}

/** Serves the page on loopback: its files, its events, its buttons. */
export async function startPageServer(options: {
  readonly port: number | null;
  readonly actions: Readonly<Record<string, PageAction>>;
  /** What a page that connects is told first. */
  readonly greeting: () => readonly (readonly [name: string, data: unknown])[];
}): Promise<PageServer> {
  const files = readStaticFiles();
  const events = new EventStream();
  const server = createServer((request, response) => {
    request.resume();
    const path = (request.url ?? "").split("?")[0] ?? "";
    if (!isOwn(request, port)) return reply(response, 403, "Open this page under its own address.");
    if (request.method === "POST") {
      const action = Object.hasOwn(options.actions, path) ? options.actions[path] : undefined;
      return action === undefined ? reply(response, 404, "No such action.") : reply(response, 200, action());
    }
    if (request.method !== "GET") return reply(response, 405, "GET or POST only.");
    if (path === "/events") return events.add(response, options.greeting());
    const file = files.get(path);
    if (file === undefined) return reply(response, 404, "No such page.");
    response.writeHead(200, { ...security, "Content-Type": file.type, "Cache-Control": "no-cache" }).end(file.body);
  });
  const port = await listen(server, options.port);
  return {
    url: `http://127.0.0.1:${port}/`,
    events,
    async close() {
      await events.end();
      await new Promise<void>((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      });
    },
  };
}

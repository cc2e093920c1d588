import { randomBytes } from "node:crypto";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import { constantTimeEqual } from "@hybrid-stream/provider-kit";
import * as z from "zod/mini";

/** What the page tells about itself, about once a second and at every change. */
const factsSchema = z.object({
  session: z.enum(["connecting", "joined", "refused", "left"]),
  hosts: z.int().check(z.nonnegative()),
  /** The code of what last kept it out of the channel; never a text, which may hold anything. */
  problem: z.catch(z.nullable(z.string().check(z.regex(/^[\w -]{1,80}$/))), "unknown"),
  failure: z.nullable(z.enum(["no-encoder", "recorder", "upload", "overflow"])),
});
export type PageFacts = z.output<typeof factsSchema>;

const longestFacts = 4_096;

export interface CaptureServerOptions {
  readonly handlePageRequest: (request: Request) => Promise<Response>;
  /** The next piece is asked for when the promise resolves. */
  readonly onMedia: (piece: Uint8Array) => Promise<void>;
  readonly onFacts: (facts: PageFacts) => void;
  readonly maxPieceBytes: number;
}

export interface CaptureServer {
  /** Where the page is. Nobody else knows the path. */
  readonly baseUrl: string;
  close(): Promise<void>;
}

async function readBody(request: IncomingMessage, limit: number): Promise<Buffer | null> {
  const pieces: Buffer[] = [];
  let size = 0;
  for await (const piece of request) {
    size += piece.length;
    if (size > limit) return null;
    pieces.push(piece);
  }
  return Buffer.concat(pieces);
}

function parseFacts(body: Buffer): PageFacts | null {
  try {
    return factsSchema.safeParse(JSON.parse(body.toString("utf8"))).data ?? null;
  } catch {
    return null;
  }
}

async function passOn(answer: Response, response: ServerResponse): Promise<void> {
  response.writeHead(answer.status, Object.fromEntries(answer.headers));
  response.end(Buffer.from(await answer.arrayBuffer()));
}

/** Serves the page to the browser of this machine, and takes what it records. Listens on the loopback device only. */
export async function startCaptureServer(options: CaptureServerOptions): Promise<CaptureServer> {
  const { handlePageRequest, onMedia, onFacts, maxPieceBytes } = options;
  const secret = randomBytes(24).toString("base64url");
  let origin = "";

  const post = async (name: string, request: IncomingMessage): Promise<number> => {
    const body = await readBody(request, name === "media" ? maxPieceBytes : longestFacts);
    if (body === null) return 413;
    if (name === "media") {
      await onMedia(body);
      return 204;
    }
    const facts = parseFacts(body);
    if (facts !== null) onFacts(facts);
    return facts === null ? 400 : 204;
  };

  const answer = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const url = new URL(request.url ?? "/", origin);
    const [, given = "", name = "", ...rest] = url.pathname.split("/");
    // The right host name as well: a foreign page whose name was pointed here would have its own.
    const known = constantTimeEqual(given, secret) && request.headers.host === new URL(origin).host;
    if (!known || rest.length > 0) {
      response.writeHead(404).end();
      return;
    }
    const method = request.method ?? "GET";
    if (method === "POST" && (name === "media" || name === "state")) {
      response.writeHead(await post(name, request)).end();
      return;
    }
    const body = method === "POST" ? await readBody(request, longestFacts) : null;
    await passOn(await handlePageRequest(new Request(url, { method, body: body && new Uint8Array(body) })), response);
  };

  const server = createServer((request, response) => {
    answer(request, response).catch(() => {
      // The browser went away in the middle, or sent something broken.
      if (!response.headersSent) response.writeHead(400);
      response.end();
    });
  });
  const port = await listenOnLoopback(server);
  origin = `http://127.0.0.1:${port}`;
  return {
    baseUrl: `${origin}/${secret}/`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

function listenOnLoopback(server: Server): Promise<number> {
  return new Promise((resolve, reject) => {
    // Stays for good: a connection that cannot be accepted must not end the process.
    server.on("error", reject);
    server.listen(0, "127.0.0.1", () => {
      const address = server.address();
      if (typeof address === "object" && address !== null) resolve(address.port);
      else reject(new Error("The server has no port."));
    });
  });
}

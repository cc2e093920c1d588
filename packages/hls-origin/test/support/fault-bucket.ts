import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { onTestFinished } from "vitest";
import { s3Storage } from "../../src/index.js";
import { isSigned } from "./signature-check.js";

/** How a request is spoilt. `accepted-then-reset`: it is done, and the answer is lost. */
export type Fault =
  | { readonly status: number; readonly code?: string; readonly retryAfter?: number }
  | "reset"
  | "accepted-then-reset"
  | "truncated"
  | "silent";

interface BucketObject {
  readonly body: Buffer;
  readonly headers: Readonly<Record<string, string>>;
  readonly modifiedAt: Date;
}

const folderOf = (key: string): string => key.slice(0, key.lastIndexOf("/") + 1);
const named = (playlist: Buffer): string[] =>
  playlist
    .toString()
    .split("\n")
    .flatMap(
      (line) => /^#EXT-X-MAP:URI="([^"]+)"$/.exec(line)?.[1] ?? (line === "" || line.startsWith("#") ? [] : line),
    );

/**
 * A bucket in memory that speaks S3, checks signatures, can be broken, and watches: what a stored playlist names must be there, whenever it
 * is stored and as long as it is.
 */
export async function faultBucket() {
  const credentials = { accessKeyId: "an-access-key-id", secretAccessKey: "a-very-secret-access-key" };
  const objects = new Map<string, BucketObject>();
  const violations: string[] = [];
  /** When each key was last written, and those that were written again within a second, which R2 refuses. */
  const writtenAt = new Map<string, number>();
  const tooFast: string[] = [];
  const requests: { readonly method: string; readonly key: string }[] = [];
  let faultFor: (method: string, key: string) => Fault | null = () => null;
  let putsNow = 0;
  let mostPuts = 0;

  const checkPlaylists = (): void => {
    for (const [key, { body }] of objects) {
      if (!key.endsWith(".m3u8")) continue;
      for (const file of named(body)) if (!objects.has(folderOf(key) + file)) violations.push(`${key} names ${file}`);
    }
  };
  const listing = (prefix: string, after: string): string => {
    const keys = [...objects.keys()].filter((key) => key.startsWith(prefix) && key > after).sort();
    const page = keys.slice(0, 5);
    const contents = page.map((key) => {
      const { body, modifiedAt } = objects.get(key) as BucketObject;
      const size = `<Size>${body.length}</Size><LastModified>${modifiedAt.toISOString()}</LastModified>`;
      return `<Contents><Key>${key.replaceAll("&", "&amp;")}</Key>${size}</Contents>`;
    });
    const isTruncated = keys.length > page.length;
    const next = isTruncated
      ? `<NextContinuationToken>${page.at(-1)?.replaceAll("&", "&amp;")}</NextContinuationToken>`
      : "";
    return `<ListBucketResult><IsTruncated>${isTruncated}</IsTruncated>${next}${contents.join("")}</ListBucketResult>`;
  };
  const serve = (method: string, url: URL, request: { body: Buffer; headers: IncomingMessage["headers"] }) => {
    const key = decodeURIComponent(url.pathname).replace(/^\/live\//, "");
    if (key === "") {
      const after = url.searchParams.get("continuation-token") ?? "";
      return { status: 200, headers: {}, body: Buffer.from(listing(url.searchParams.get("prefix") ?? "", after)) };
    }
    if (method === "PUT") {
      const { "content-type": contentType = "", "cache-control": cacheControl = "" } = request.headers;
      const headers = { "content-type": contentType, "cache-control": cacheControl };
      if (performance.now() - (writtenAt.get(key) ?? Number.NEGATIVE_INFINITY) < 1_000) tooFast.push(key);
      writtenAt.set(key, performance.now());
      objects.set(key, { body: request.body, headers, modifiedAt: new Date() });
      checkPlaylists();
      return { status: 200, headers: {}, body: Buffer.alloc(0) };
    }
    if (method === "DELETE") {
      objects.delete(key);
      checkPlaylists();
      return { status: 204, headers: {}, body: Buffer.alloc(0) };
    }
    const found = objects.get(key);
    return found ? { status: 200, ...found } : { status: 404, headers: {}, body: Buffer.from("<Error/>") };
  };

  const answer = (request: IncomingMessage, response: ServerResponse, body: Buffer): void => {
    const url = new URL(request.url ?? "", "http://bucket");
    const method = request.method ?? "";
    const key = decodeURIComponent(url.pathname).replace(/^\/live\//, "");
    // Viewers are never spoilt: only the origin signs.
    const isOurs = request.headers.authorization !== undefined;
    if (isOurs) requests.push({ method, key });
    const isForged = isOurs && !isSigned(request, body, credentials.secretAccessKey);
    const fault = isForged ? { status: 403, code: "SignatureDoesNotMatch" } : isOurs ? faultFor(method, key) : null;
    if (fault === "silent") return;
    if (fault === "reset") {
      request.socket.resetAndDestroy();
      return;
    }
    if (typeof fault === "object" && fault !== null) {
      const retry: Record<string, string> =
        fault.retryAfter === undefined ? {} : { "retry-after": `${fault.retryAfter}` };
      response.writeHead(fault.status, retry).end(`<Error><Code>${fault.code ?? "InternalError"}</Code></Error>`);
      return;
    }
    const done = serve(method, url, { body, headers: request.headers });
    if (fault === "accepted-then-reset") request.socket.resetAndDestroy();
    else if (fault === "truncated") {
      response.writeHead(200, { "content-length": done.body.length + 100 });
      response.write(done.body.subarray(0, done.body.length / 2), () => request.socket.destroy());
    } else response.writeHead(done.status, { ...done.headers }).end(done.body);
  };

  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    const isPut = request.method === "PUT";
    if (isPut) mostPuts = Math.max(mostPuts, ++putsNow);
    response.once("close", () => {
      if (isPut) putsNow -= 1;
    });
    request.on("error", () => {});
    request.on("data", (chunk: Buffer) => chunks.push(chunk));
    request.on("end", () => answer(request, response, Buffer.concat(chunks)));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  const endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    endpoint,
    publicUrl: `${endpoint}/live`,
    credentials,
    storage: s3Storage({ endpoint, bucket: "live", ...credentials }),
    objects,
    requests,
    /** What a viewer could have stumbled over. */
    violations,
    /** Keys that were written more often than once a second. */
    tooFast,
    get mostPuts() {
      return mostPuts;
    },
    /** Spoils each request for which a fault is given. */
    breakWith: (choose: (method: string, key: string) => Fault | null): void => {
      faultFor = choose;
    },
    heal: (): void => {
      faultFor = () => null;
    },
    keys: (): string[] => [...objects.keys()].sort(),
    text: (end: string): string => [...objects].find(([key]) => key.endsWith(end))?.[1].body.toString() ?? "",
  };
}

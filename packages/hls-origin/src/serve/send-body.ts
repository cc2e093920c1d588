import { createReadStream } from "node:fs";
import type { IncomingMessage, OutgoingHttpHeaders, ServerResponse } from "node:http";
import { pipeline } from "node:stream";
import { type ByteRange, parseByteRange } from "./byte-range.js";

/** A body that a viewer asked for: bytes in memory, or a file that is sent from the disk. */
export type Body =
  | { readonly kind: "bytes"; readonly content: Buffer }
  | { readonly kind: "file"; readonly path: string; readonly size: number };

/** An answer with a body. */
export interface Answer {
  readonly body: Body;
  readonly contentType: string;
  readonly cacheControl: string;
  /** With quotes; `null`: the body is different for each viewer. */
  readonly etag: string | null;
  readonly headers: OutgoingHttpHeaders;
}

function matches(header: string | undefined, etag: string | null): boolean {
  if (header === undefined || etag === null) return false;
  const plain = (tag: string): string => tag.trim().replace(/^W\//, "");
  return header.trim() === "*" || header.split(",").some((tag) => plain(tag) === etag);
}

function sendPart(response: ServerResponse, body: Body, part: ByteRange): void {
  if (body.kind === "bytes") {
    response.end(part.end - part.start + 1 === body.content.length ? body.content : cut(body.content, part));
    return;
  }
  // The file may have been deleted since it was looked up: the connection then ends, and the player tries the next one.
  pipeline(createReadStream(body.path, { start: part.start, end: part.end }), response, () => {});
}

function cut(content: Buffer, { start, end }: ByteRange): Buffer {
  return content.subarray(start, end + 1);
}

/** Sends a body, or the part of it that was asked for, or only its headers. @returns the bytes of body that it sends. */
export function sendBody(request: IncomingMessage, response: ServerResponse, answer: Answer): number {
  const { body, etag, contentType, cacheControl } = answer;
  const headers: OutgoingHttpHeaders = {
    ...answer.headers,
    "Content-Type": contentType,
    "Cache-Control": cacheControl,
    "X-Content-Type-Options": "nosniff",
  };
  if (etag !== null) headers.ETag = etag;
  if (matches(request.headers["if-none-match"], etag)) {
    response.writeHead(304, headers).end();
    return 0;
  }
  const size = body.kind === "bytes" ? body.content.length : body.size;
  // A part of a compressed body is of use to nobody, and If-Range with another version asks for the whole.
  const isWhole =
    headers["Content-Encoding"] !== undefined ||
    etag === null ||
    !(request.headers["if-range"] === undefined || matches(String(request.headers["if-range"]), etag));
  const range = isWhole ? null : parseByteRange(request.headers.range, size);
  if (!isWhole) headers["Accept-Ranges"] = "bytes";
  if (range === "unsatisfiable") {
    response.writeHead(416, { ...headers, "Content-Range": `bytes */${size}` }).end();
    return 0;
  }
  const part = range ?? { start: 0, end: size - 1 };
  const length = part.end - part.start + 1;
  headers["Content-Length"] = length;
  if (range !== null) headers["Content-Range"] = `bytes ${part.start}-${part.end}/${size}`;
  response.writeHead(range === null ? 200 : 206, headers);
  if (request.method === "HEAD") {
    response.end();
    return 0;
  }
  sendPart(response, body, part);
  return length;
}

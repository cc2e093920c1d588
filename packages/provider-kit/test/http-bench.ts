import type { IncomingMessage, ServerResponse } from "node:http";
import { createHttpClient } from "../src/http/http-client.js";
import type { HttpClient, HttpClientOptions, HttpRequest } from "../src/http/http-types.js";
import { startServer, type TestServer } from "./start-server.js";

type Answer = (response: ServerResponse, request: IncomingMessage) => void;

const cleanups: (() => Promise<void>)[] = [];

/** Closes what a test has opened. */
export async function cleanUp(): Promise<void> {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup();
}

/** A real server that is closed after the test. */
export async function serve(answer: Answer): Promise<TestServer> {
  const server = await startServer((request, response) => answer(response, request));
  cleanups.push(() => server.close());
  return server;
}

/** A client that is closed after the test. */
export function clientOf(baseUrl: string, options: Partial<HttpClientOptions> = {}): HttpClient {
  const client = createHttpClient({ provider: "vendor", baseUrl, ...options });
  cleanups.push(() => client.close());
  return client;
}

/** A request that changes something. */
export const effect: HttpRequest = {
  method: "POST",
  path: "/things",
  operation: "startRelay",
  kind: "effect",
  signal: new AbortController().signal,
};

/** An answer in JSON. */
export const json =
  (status: number, body: unknown, headers: Record<string, string> = {}): Answer =>
  (response) =>
    response.writeHead(status, { "content-type": "application/json", ...headers }).end(JSON.stringify(body));

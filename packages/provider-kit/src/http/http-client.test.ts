import type { IncomingMessage, ServerResponse } from "node:http";
import { Secret } from "@hybrid-stream/spec";
import { afterEach, describe, expect, it } from "vitest";
import * as z from "zod/mini";
import { catchError } from "../../test/catch-error.js";
import { startServer, type TestServer, unusedUrl } from "../../test/start-server.js";
import { createHttpClient } from "./http-client.js";
import type { HttpClient, HttpClientOptions, HttpRequest } from "./http-types.js";

const cleanups: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup();
});

type Answer = (response: ServerResponse, request: IncomingMessage) => void;

async function serve(answer: Answer): Promise<TestServer> {
  const server = await startServer((request, response) => answer(response, request));
  cleanups.push(() => server.close());
  return server;
}

function clientOf(baseUrl: string, options: Partial<HttpClientOptions> = {}): HttpClient {
  const client = createHttpClient({ provider: "vendor", baseUrl, ...options });
  cleanups.push(() => client.close());
  return client;
}

const effect: HttpRequest = {
  method: "POST",
  path: "/things",
  operation: "startRelay",
  kind: "effect",
  signal: new AbortController().signal,
};
const json =
  (status: number, body: unknown, headers: Record<string, string> = {}): Answer =>
  (response) =>
    response.writeHead(status, { "content-type": "application/json", ...headers }).end(JSON.stringify(body));

describe("what is sent", () => {
  it("is the method, the encoded path, the query, the headers and the JSON with its secrets", async () => {
    let body = "";
    const server = await serve((response, request) => {
      request.on("data", (chunk) => (body += chunk));
      request.on("end", () => response.end());
    });
    const headers = () => ({ authorization: new Secret("Bearer t0ken"), "x-plain": "1" });
    await clientOf(`${server.url}/v1/`, { headers, sendRequestIdAs: "X-Request-ID" }).request({
      ...effect,
      method: "PATCH",
      path: "/apps/{app}/things/{id}",
      pathParameters: { app: "a/b", id: 7 },
      query: { limit: 5, tag: ["x", "y"], none: undefined },
      json: { key: new Secret("stream-key"), nested: [{ key: new Secret("other") }], at: new Date(0) },
    });
    const [request] = server.requests;
    expect(request).toMatchObject({ method: "PATCH", url: "/v1/apps/a%2Fb/things/7?limit=5&tag=x&tag=y" });
    expect(request?.headers).toMatchObject({
      authorization: "Bearer t0ken",
      "x-plain": "1",
      "content-type": "application/json",
      "x-request-id": expect.stringMatching(/^[\da-f-]{36}$/),
    });
    expect(JSON.parse(body)).toEqual({
      key: "stream-key",
      nested: [{ key: "other" }],
      at: "1970-01-01T00:00:00.000Z",
    });
  });

  it("goes to the host that is named at the call", async () => {
    const server = await serve(json(200, {}));
    await clientOf("http://nowhere.invalid").request({ ...effect, baseUrl: server.url });
    await clientOf("x", { baseUrl: () => server.url }).request(effect);
    expect(server.requests).toHaveLength(2);
  });

  it("goes through a given fetch", async () => {
    const seen: string[] = [];
    const fetch = async (url: string) => {
      seen.push(url);
      return new Response("{}");
    };
    await clientOf("http://a.example", { fetch }).request(effect);
    expect(seen).toEqual(["http://a.example/things"]);
  });

  it.each(["", ".", ".."])("never has the path parameter %j, which would lead elsewhere", async (id) => {
    const server = await serve(json(200, {}));
    const request = { ...effect, path: "/a/{id}", pathParameters: { id } };
    const error = await catchError(() => clientOf(server.url).request(request));
    expect(error).toMatchObject({ code: "invalid-options", field: "id" });
    expect(server.requests).toHaveLength(0);
  });

  it("never has a broken header, and the error does not quote it", async () => {
    const headers = () => ({ authorization: new Secret("Bearer SECRET\nx") });
    const error = await catchError(() => clientOf("http://a.example", { headers }).request(effect));
    expect(error).toMatchObject({ code: "invalid-options", field: "authorization" });
    expect(error.cause).toBeUndefined();
    expect(error.message).not.toContain("SECRET");
  });

  it.each(["not a url", "ftp://a.example"])("never goes to %j", async (baseUrl) => {
    const error = await catchError(() => clientOf(baseUrl).request(effect));
    expect(error).toMatchObject({ code: "invalid-options", field: "baseUrl" });
  });
});

describe("accepted answers", () => {
  const schema = z.object({ id: z.string() });

  it("are validated", async () => {
    const server = await serve(json(200, { id: "a", more: 1 }, { "x-request-id": "r-1", "cf-ray": "ray" }));
    const client = clientOf(server.url, { requestIdHeaders: ["x-amzn-requestid", "cf-ray", "x-request-id"] });
    const response = await client.request({ ...effect, schema });
    expect(response).toMatchObject({ status: 200, body: { id: "a" }, requestId: "ray" });
    expect(response.body.id).toBe("a");
  });

  it("may be empty", async () => {
    const server = await serve((response) => response.writeHead(204).end());
    const client = clientOf(server.url, { sendRequestIdAs: "x-request-id" });
    const response = await client.request({ ...effect, schema: z.optional(schema) });
    expect(response).toMatchObject({ status: 204, body: undefined });
    expect(response.requestId).toBe(server.requests[0]?.headers["x-request-id"]);
  });

  it("may be anything when there is no schema", async () => {
    const server = await serve((response) => response.end("<html>"));
    expect(await clientOf(server.url).request(effect)).toMatchObject({ status: 200, body: undefined });
  });

  it("may be an error status that the caller reads", async () => {
    const server = await serve(json(404, { message: "gone" }));
    const request = { ...effect, acceptStatus: [200, 404], schema: z.object({ message: z.string() }) };
    expect(await clientOf(server.url).request(request)).toMatchObject({ status: 404, body: { message: "gone" } });
  });

  it.each([
    ["a wrong field", JSON.stringify({ result: { id: "SECRET", list: [{ at: "SECRET" }] } }), 'at "result.list[0].at"'],
    ["a wrong whole", '"SECRET"', "as a whole"],
    ["bad JSON", '{"result": SECRET', "is not JSON"],
    ["a cut-off body", '{"result": {"id": "SECRET"', "is not JSON"],
    ["HTML", "<html>SECRET</html>", "is a web page"],
    ["nothing", "", "is empty"],
    ["too much", JSON.stringify("SECRET".repeat(1000)), "is too large"],
  ])("with %s are unexpected", async (_, body, problem) => {
    const server = await serve((response) => response.setHeader("x-request-id", "r-1").end(body));
    const client = clientOf(server.url, { requestIdHeaders: ["x-request-id"], maxResponseBytes: 1000 });
    const nested = z.object({ result: z.object({ id: z.string(), list: z.array(z.object({ at: z.number() })) }) });
    const error = await catchError(() => client.request({ ...effect, schema: nested }));
    expect(error).toMatchObject({ code: "unexpected-response", retry: "after-verify", requestId: "r-1" });
    expect(error.message).toContain(problem);
    expect(error.message).toContain("r-1");
    expect(JSON.stringify(error) + String(error.stack) + String(error.cause)).not.toContain("SECRET");
  });
});

describe("statuses", () => {
  it.each([
    [401, "unauthorized", "never"],
    [403, "forbidden", "never"],
    [404, "not-found", "never"],
    [409, "conflict", "after-verify"],
    [429, "rate-limited", "safe"],
    [400, "request-rejected", "never"],
    [415, "request-rejected", "never"],
    [500, "vendor-unavailable", "after-verify"],
    [504, "vendor-unavailable", "after-verify"],
    [302, "unexpected-response", "after-verify"],
    [304, "unexpected-response", "after-verify"],
  ])("%i is %s for an effect, which is sent once", async (status, code, retry) => {
    const server = await serve((response) => response.writeHead(status, { location: "/elsewhere" }).end());
    const error = await catchError(() => clientOf(server.url).request(effect));
    expect(error).toMatchObject({ code, retry, provider: "vendor", operation: "startRelay" });
    expect(error.message).toContain(String(status));
    expect(server.requests).toHaveLength(1);
  });

  it("carry the vendor's words and its Retry-After", async () => {
    const server = await serve(json(429, { message: "API rate limit exceeded" }, { "retry-after": "7" }));
    const error = await catchError(() => clientOf(server.url).request(effect));
    expect(error).toMatchObject({ code: "rate-limited", retryAfterMs: 7000 });
    expect(error.message).toContain('"API rate limit exceeded"');
  });

  it("of a 2xx that the caller does not accept are errors, which the vendor's package reads", async () => {
    const server = await serve(json(206, { code: 65, reason: "request not completed" }));
    const seen: unknown[] = [];
    const error = await catchError(() =>
      clientOf(server.url).request({
        ...effect,
        acceptStatus: [200],
        mapError: ({ status, body, headers }) => {
          seen.push(status, body, headers.get("content-type"));
          return { code: "vendor-unavailable", message: "Ask again in 3 s.", retryAfterMs: 3000 };
        },
      }),
    );
    expect(seen).toEqual([206, { code: 65, reason: "request not completed" }, "application/json"]);
    expect(error).toMatchObject({ code: "vendor-unavailable", retry: "after-verify", retryAfterMs: 3000 });
    expect(error.message).toContain("Ask again in 3 s.");
  });

  it("without an override of the vendor's package keep their meaning", async () => {
    const server = await serve((response) => response.writeHead(500).end("<html>oops"));
    const bodies: unknown[] = [];
    const mapError = ({ body }: { body: unknown }) => {
      bodies.push(body);
      return null;
    };
    const error = await catchError(() => clientOf(server.url).request({ ...effect, mapError }));
    expect(error.code).toBe("vendor-unavailable");
    expect(bodies).toEqual([undefined]);
  });

  it("may become a code of the vendor's package's own", async () => {
    const server = await serve(json(400, {}));
    const mapError = () => ({ code: "vendor-odd", fault: "quota", retry: "safe" }) as const;
    const error = await catchError(() => clientOf(server.url).request({ ...effect, mapError }));
    expect(error).toMatchObject({ code: "vendor-odd", fault: "quota", retry: "safe" });
  });

  it("end in `internal` when the vendor's package fails over them", async () => {
    const server = await serve(json(400, {}));
    const mapError = () => {
      throw new TypeError("SECRET");
    };
    const error = await catchError(() => clientOf(server.url).request({ ...effect, mapError }));
    expect(error).toMatchObject({ code: "internal", provider: "vendor" });
  });
});

describe("no answer", () => {
  it("is unreachable when nothing listens: nothing was sent", async () => {
    const error = await catchError(async () => clientOf(await unusedUrl()).request(effect));
    expect(error).toMatchObject({ code: "network-unreachable", retry: "safe" });
    expect(error.message).toContain("ECONNREFUSED");
  });

  it("is unreachable when the name does not resolve", async () => {
    const error = await catchError(() => clientOf("http://no-such-host.invalid").request(effect));
    expect(error).toMatchObject({ code: "network-unreachable", retry: "safe" });
  });

  it.each([
    ["effect", "after-verify"],
    ["read", "safe"],
  ] as const)("is a lost connection when it breaks after sending (%s)", async (kind, retry) => {
    const server = await serve((response) => response.destroy());
    const error = await catchError(() => clientOf(server.url).request({ ...effect, kind }));
    expect(error).toMatchObject({ code: "connection-lost", retry });
  });

  it("is a lost connection when it breaks in the body", async () => {
    const server = await serve((response) => {
      response.writeHead(200, { "content-length": "100" });
      response.write("{", () => response.destroy());
    });
    const request = { ...effect, schema: z.unknown() };
    expect(await catchError(() => clientOf(server.url).request(request))).toMatchObject({ code: "connection-lost" });
  });

  it.each([
    ["effect", "after-verify"],
    ["read", "safe"],
  ] as const)("is a timeout at the deadline (%s)", async (kind, retry) => {
    const server = await serve(() => {});
    const error = await catchError(() => clientOf(server.url, { timeoutMs: 50 }).request({ ...effect, kind }));
    expect(error).toMatchObject({ code: "timeout", retry });
    expect(server.requests).toHaveLength(1);
  });

  it("is a timeout at the deadline in the body", async () => {
    const server = await serve((response) => void response.write("{"));
    const request = { ...effect, timeoutMs: 50, schema: z.unknown() };
    expect(await catchError(() => clientOf(server.url).request(request))).toMatchObject({ code: "timeout" });
  });

  it("is `aborted` when the caller gives up, and the vendor sees the connection close", async () => {
    const controller = new AbortController();
    let closed: Promise<void> | undefined;
    const server = await serve((response) => {
      closed = new Promise((resolve) => response.on("close", resolve));
      controller.abort();
    });
    const request = { ...effect, signal: controller.signal };
    const error = await catchError(() => clientOf(server.url).request(request));
    expect(error).toMatchObject({ code: "aborted", retry: "after-verify" });
    await closed;
  });

  it("is `aborted` without a request when the caller had given up before", async () => {
    const server = await serve(json(200, {}));
    const error = await catchError(() => clientOf(server.url).request({ ...effect, signal: AbortSignal.abort() }));
    expect(error.code).toBe("aborted");
    expect(server.requests).toHaveLength(0);
  });

  it("carries the id that was sent", async () => {
    const server = await serve((response) => response.destroy());
    const client = clientOf(server.url, { sendRequestIdAs: "x-request-id" });
    const error = await catchError(() => client.request(effect));
    expect(error.requestId).toBe(server.requests[0]?.headers["x-request-id"]);
  });
});

describe("close", () => {
  it("lets the call under way end, and refuses later ones", async () => {
    let release: () => void = () => {};
    let client: HttpClient | undefined;
    const arrived = new Promise<void>((resolve) => {
      release = resolve;
    });
    const server = await serve((response) => {
      release();
      void client?.close();
      response.end("{}");
    });
    client = clientOf(server.url);
    const underWay = client.request(effect);
    await arrived;
    expect(await underWay).toMatchObject({ status: 200 });
    await client.close();
    await client.close();
    expect(await catchError(() => client?.request(effect))).toMatchObject({ code: "closed" });
  });
});

import { Secret } from "@hybrid-stream/spec";
import { afterEach, describe, expect, it } from "vitest";
import * as z from "zod/mini";
import { catchError } from "../../test/catch-error.js";
import { cleanUp, clientOf, effect, json, serve } from "../../test/http-bench.js";
import type { HttpClient } from "./http-types.js";

afterEach(cleanUp);

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

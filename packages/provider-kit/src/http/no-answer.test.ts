import { afterEach, describe, expect, it } from "vitest";
import * as z from "zod/mini";
import { catchError } from "../../test/catch-error.js";
import { cleanUp, clientOf, effect, json, serve } from "../../test/http-bench.js";
import { unusedUrl } from "../../test/start-server.js";

afterEach(cleanUp);

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
    const error = await catchError(() => clientOf(server.url, { timeoutMs: 1000 }).request({ ...effect, kind }));
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

import { afterEach, describe, expect, it } from "vitest";
import { catchError } from "../../test/catch-error.js";
import { cleanUp, clientOf, effect, json, serve } from "../../test/http-bench.js";

afterEach(cleanUp);

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

import type { ServerResponse } from "node:http";
import { afterEach, describe, expect, it } from "vitest";
import { catchError } from "../../test/catch-error.js";
import { JumpingClock } from "../../test/jumping-clock.js";
import { startServer, type TestServer } from "../../test/start-server.js";
import { createHttpClient } from "./http-client.js";
import type { HttpRequest } from "./http-types.js";
import { RetryBudget } from "./retry-budget.js";

const timeoutMs = 8000;
const read: HttpRequest = {
  method: "GET",
  path: "/things",
  operation: "getRelayStatus",
  kind: "read",
  signal: new AbortController().signal,
};

const cleanups: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup();
});

/** A client with a clock that jumps, of a server that answers in turn; the last answer stays. */
async function setUp(...answers: ((response: ServerResponse) => void)[]) {
  const server: TestServer = await startServer((_, response, count) => {
    answers[Math.min(count, answers.length) - 1]?.(response);
  });
  const clock = new JumpingClock(timeoutMs);
  const retryBudget = new RetryBudget();
  const client = createHttpClient({ provider: "vendor", baseUrl: server.url, clock, retryBudget, timeoutMs });
  cleanups.push(
    () => server.close(),
    () => client.close(),
  );
  return { server, clock, retryBudget, client };
}

const status =
  (code: number, headers: Record<string, string> = {}) =>
  (response: ServerResponse): void =>
    void response.writeHead(code, headers).end();

describe("a read", () => {
  it.each([
    ["a server error", status(503)],
    ["a rate limit", status(429)],
    ["a broken connection", (response: ServerResponse) => void response.destroy()],
  ])("comes through after %s", async (_, failure) => {
    const { server, client, retryBudget, clock } = await setUp(failure, failure, status(200));
    expect(await client.request(read)).toMatchObject({ status: 200 });
    expect(server.requests).toHaveLength(3);
    expect(clock.waits).toHaveLength(2);
    expect(retryBudget.tokens).toBe(500);
  });

  it("is tried three times in all, and the failed retries stay taken", async () => {
    const { server, client, retryBudget } = await setUp(status(500));
    expect(await catchError(() => client.request(read))).toMatchObject({ code: "vendor-unavailable", retry: "safe" });
    expect(server.requests).toHaveLength(3);
    expect(retryBudget.tokens).toBe(480);
  });

  it.each([400, 401, 403, 404, 409, 302])("is not repeated after %i", async (code) => {
    const { server, client } = await setUp(status(code));
    await catchError(() => client.request(read));
    expect(server.requests).toHaveLength(1);
  });

  it("waits as long as the vendor asks", async () => {
    const { client, clock } = await setUp(status(429, { "retry-after": "5" }), status(200));
    await client.request(read);
    expect(clock.waits).toEqual([5000]);
  });

  it("does not wait beyond its deadline", async () => {
    const { server, client, clock } = await setUp(status(429, { "retry-after": "8" }), status(200));
    expect(await catchError(() => client.request(read))).toMatchObject({ code: "rate-limited", retryAfterMs: 8000 });
    expect(server.requests).toHaveLength(1);
    expect(clock.waits).toEqual([]);
  });

  it("counts its first wait against the deadline of the second", async () => {
    const { server, client } = await setUp(status(429, { "retry-after": "5" }));
    await catchError(() => client.request(read));
    expect(server.requests).toHaveLength(2);
  });

  it("is not repeated when the budget is used up", async () => {
    const { server, client, retryBudget } = await setUp(status(500));
    while (retryBudget.take());
    expect(await catchError(() => client.request(read))).toMatchObject({ code: "vendor-unavailable" });
    expect(server.requests).toHaveLength(1);
  });

  it("ends during the wait when the caller gives up", async () => {
    const controller = new AbortController();
    const { server, client, clock } = await setUp((response) => status(500)(response));
    clock.setTimeout = () => {
      // The deadline's timer comes first; the second one is the wait.
      clock.setTimeout = () => void queueMicrotask(() => controller.abort());
      return null;
    };
    const error = await catchError(() => client.request({ ...read, signal: controller.signal }));
    expect(error).toMatchObject({ code: "aborted" });
    expect(server.requests).toHaveLength(1);
  });
});

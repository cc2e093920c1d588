import { inspect } from "node:util";
import { HybridStreamError, type Logger, Secret } from "@hybrid-stream/spec";
import { afterEach, expect, it } from "vitest";
import * as z from "zod/mini";
import { startServer, type TestServer, unusedUrl } from "../../test/start-server.js";
import { basicAuthorization, bearerAuthorization } from "./authorization.js";
import { createHttpClient } from "./http-client.js";

const password = "p4ss-w0rd/1";
const token = "t0ken-value";
const streamKey = "str3am-key?x=1";
const account = "acc0unt-id";
const signature = "s1gnature";
const secrets = [password, token, streamKey, account, signature];
const forms = [
  ...secrets,
  ...secrets.map(encodeURIComponent),
  Buffer.from(`user:${password}`).toString("base64"),
  Buffer.from(streamKey).toString("base64"),
];

let server: TestServer | undefined;
afterEach(() => server?.close());

it("shows no secret in any log line, error or cause, whatever the vendor echoes", async () => {
  const shown: string[] = [];
  const show = (fields: object, message?: string): void => void shown.push(inspect({ fields, message }, { depth: 9 }));
  const logger: Logger = { debug: show, info: show, warn: show, error: show };
  server = await startServer((request, response) => {
    let body = "";
    request.on("data", (chunk) => (body += chunk));
    request.on("end", () => {
      const echo = `${request.url} ${request.headers.authorization} ${request.headers["x-token"]} ${body}`;
      const status = Number(new URL(request.url ?? "", "http://x").searchParams.get("status"));
      if (status === 0) response.destroy();
      else if (status === 1) response.end(`<html>${echo}`);
      else if (status === 2) response.end(JSON.stringify({ id: 1, echo }));
      else {
        response.writeHead(status, { "x-request-id": echo.replaceAll(/[^ -~]/g, ""), location: "/" });
        response.end(
          JSON.stringify({ code: 7, message: `bad ${echo}`, ingest: `rtmps://a.example/live/${streamKey}` }),
        );
      }
    });
  });
  const client = createHttpClient({
    provider: "vendor",
    baseUrl: server.url,
    logger,
    requestIdHeaders: ["x-request-id"],
    headers: () => ({ authorization: basicAuthorization("user", password), "x-token": bearerAuthorization(token) }),
  });
  const unused = await unusedUrl();
  let failures = 0;
  for (const status of [0, 1, 2, 206, 302, 400, 401, 403, 404, 409, 429, 500]) {
    for (const baseUrl of [server.url, unused]) {
      try {
        await client.request({
          method: "POST",
          baseUrl,
          path: "/accounts/{account}/push",
          pathParameters: { account: new Secret(account) },
          query: { status, signature: new Secret(signature) },
          json: { url: `rtmps://a.example/live/${streamKey}`, streamKey: new Secret(streamKey) },
          operation: "startRelay",
          kind: "effect",
          signal: new AbortController().signal,
          acceptStatus: [200],
          schema: z.object({ id: z.string() }),
          mapError: ({ status: code, body }) =>
            code === 400 ? { message: `The vendor said ${JSON.stringify(body)}.` } : null,
        });
      } catch (thrown) {
        failures += 1;
        if (!HybridStreamError.isInstance(thrown)) throw thrown;
        shown.push(inspect(thrown, { depth: 9 }), JSON.stringify(thrown), inspect(thrown.cause, { depth: 9 }));
      }
    }
  }
  await client.close();
  expect(failures).toBe(24);
  expect(shown.length).toBe(24 * 4);
  expect(shown.join("\n")).toContain("/accounts/{account}/push");
  for (const form of forms) expect(shown.join("\n")).not.toContain(form);
});

it("does not fail with its logger", async () => {
  server = await startServer((_, response) => response.end());
  const fail = (): never => {
    throw new Error("disk full");
  };
  const logger: Logger = { debug: fail, info: fail, warn: fail, error: fail };
  const client = createHttpClient({ provider: "vendor", baseUrl: server.url, logger });
  const { signal } = new AbortController();
  const response = await client.request({ method: "GET", path: "/", operation: "list", kind: "read", signal });
  expect(response.status).toBe(200);
  await client.close();
});

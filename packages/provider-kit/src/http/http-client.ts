import { HybridStreamError, type Logger, silentLogger, systemClock, toHybridStreamError } from "@hybrid-stream/spec";
import type * as z from "zod/mini";
import { createDeadline, type Deadline } from "../transport/deadline.js";
import { exchange } from "../transport/exchange.js";
import { createTransport } from "../transport/transport.js";
import { buildRequest } from "./build-request.js";
import type { HttpClient, HttpClientOptions, HttpRequest, HttpRequestWithSchema, HttpResponse } from "./http-types.js";
import { parseBody } from "./parse-body.js";
import { withReadRetries } from "./read-retries.js";
import { type Attempt, errorOfBody, errorOfNoAnswer, errorOfStatus } from "./request-error.js";
import { RetryBudget } from "./retry-budget.js";

type AnyRequest = HttpRequest & { readonly schema?: z.core.$ZodType };

function isAccepted(status: number, accepted: readonly number[] | undefined): boolean {
  return accepted ? accepted.includes(status) : status >= 200 && status < 300;
}

function firstHeader(headers: Headers, names: readonly string[]): string | undefined {
  for (const name of names) {
    const value = headers.get(name);
    // From outside, and shown in errors: only what looks like an id.
    if (value && /^[\w.:=+/-]{1,128}$/.test(value)) return value;
  }
  return undefined;
}

/** Makes an {@link HttpClient} with sockets of its own. */
export function createHttpClient(options: HttpClientOptions): HttpClient {
  const { provider, clock = systemClock, requestIdHeaders = [] } = options;
  const budget = options.retryBudget ?? new RetryBudget();
  const transport = createTransport(options);
  let closed = false;

  function log(request: HttpRequest, fields: object): void {
    const logger: Logger = request.logger ?? options.logger ?? silentLogger;
    const { operation, method, path } = request;
    try {
      logger.debug({ provider, operation, method, path, ...fields }, "vendor request");
    } catch {
      // A logger that fails must not fail the call.
    }
  }

  async function attemptOnce(request: AnyRequest, deadline: Deadline, attempt: number): Promise<HttpResponse<unknown>> {
    const { url, init, secrets, requestId: sentId } = buildRequest(options, request);
    const startedAt = clock.monotonic();
    const maxBytes = options.maxResponseBytes ?? 1024 * 1024;
    const answer = await exchange({ transport, url, init, deadline, maxBytes });
    const ms = Math.round(clock.monotonic() - startedAt);
    if (!answer.answered) {
      log(request, { attempt, ms, code: answer.code, requestId: sentId });
      throw errorOfNoAnswer(answer, { provider, request, secrets, requestId: sentId });
    }
    const { status, headers } = answer;
    const requestId = firstHeader(headers, requestIdHeaders) ?? sentId;
    log(request, { attempt, ms, status, requestId });
    const context: Attempt = { provider, request, secrets, requestId };
    if (!isAccepted(status, request.acceptStatus)) throw errorOfStatus(answer, context, clock.now());
    if (!request.schema) return { status, headers, body: undefined, requestId };
    const body = parseBody(answer.text, request.schema);
    if (!("value" in body)) throw errorOfBody(body, answer, context);
    return { status, headers, body: body.value, requestId };
  }

  function request<Body>(request: HttpRequestWithSchema<Body>): Promise<HttpResponse<Body>>;
  function request(request: HttpRequest): Promise<HttpResponse<undefined>>;
  async function request(request: AnyRequest): Promise<HttpResponse<unknown>> {
    const { operation, kind, signal } = request;
    if (closed) {
      throw new HybridStreamError({ code: "closed", message: `${provider} has been closed.`, provider, operation });
    }
    const timeoutMs = request.timeoutMs ?? options.timeoutMs ?? 8000;
    const deadline = createDeadline({ clock, timeoutMs, signal });
    try {
      const run = (attempt: number) => attemptOnce(request, deadline, attempt);
      return await (kind === "read" ? withReadRetries({ clock, deadline, budget, run }) : run(0));
    } catch (thrown) {
      throw toHybridStreamError(thrown, { provider, operation });
    } finally {
      deadline.dispose();
    }
  }

  return {
    request,
    close() {
      closed = true;
      return transport.close();
    },
  };
}

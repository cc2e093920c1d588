import {
  basicAuthorization,
  createHttpClient,
  type HttpRequest,
  type HttpRequestWithSchema,
  type HttpResponse,
  type Pacer,
  type PacerPriority,
  retryBudgetOf,
} from "@hybrid-stream/provider-kit";
import type { CallContext, Clock } from "@hybrid-stream/spec";
import type * as z from "zod/mini";
import type { MuxSettings } from "../options.js";
import { givenUp, refuseAborted } from "./given-up.js";
import { meaningOfAnswer } from "./meaning-of-answer.js";
import { pacerOf } from "./quotas.js";

/** On whose behalf a request goes out. */
export interface Calling {
  readonly call: CallContext;
  readonly operation: string;
  readonly priority: PacerPriority;
}

/** One request to Mux. Reads are GETs; everything else changes something and is sent once. */
export type MuxRequest = Pick<HttpRequest, "method" | "path" | "pathParameters" | "query" | "json" | "baseUrl"> &
  Calling;

export type MuxRequestWithSchema<Body> = MuxRequest & Pick<HttpRequestWithSchema<Body>, "schema">;

/** Talks to one environment of Mux. */
export interface MuxClient {
  readonly provider: string;
  readonly clock: Clock;
  request<Body>(request: MuxRequestWithSchema<Body>): Promise<HttpResponse<Body>>;
  request(request: MuxRequest): Promise<HttpResponse<undefined>>;
  close(): Promise<void>;
}

const timeoutMs = 8000;
/** The part of it that may go by in the queue: one whose turn comes with no time left would be sent for nothing. */
const longestTurnMs = 5000;

/** Makes the client: credentials, pacing within the account's quota, meaning of errors. */
export function createMuxClient(settings: MuxSettings): MuxClient {
  const { id: provider, clock, logger, tokenId, requestsPerSecond, quotaShare } = settings;
  const authorization = basicAuthorization(tokenId, settings.tokenSecret);
  const http = createHttpClient({
    provider,
    baseUrl: settings.apiUrl,
    clock,
    logger,
    timeoutMs,
    retryBudget: retryBudgetOf(`mux:${tokenId}`),
    requestIdHeaders: ["x-request-id"],
    ...(settings.fetch && { fetch: settings.fetch }),
  });
  const pacers: Record<"post" | "other", Pacer> = {
    post: pacerOf({ quota: "post", tokenId, allowed: requestsPerSecond.post * quotaShare, clock }),
    other: pacerOf({ quota: "other", tokenId, allowed: requestsPerSecond.other * quotaShare, clock }),
  };

  /** Waits for its turn. What is left of the time is the request's. */
  async function waitForTurn({ method, priority, operation, call }: MuxRequest): Promise<number> {
    const startedAt = clock.monotonic();
    const late = new AbortController();
    const timer = clock.setTimeout(() => late.abort(), longestTurnMs);
    try {
      const signal = AbortSignal.any([call.signal, late.signal]);
      await pacers[method === "POST" ? "post" : "other"].acquire({ priority, signal });
    } catch {
      refuseAborted(provider, operation, call);
      throw givenUp("timeout", provider, operation);
    } finally {
      clock.clearTimeout(timer);
    }
    return timeoutMs - Math.min(longestTurnMs, clock.monotonic() - startedAt);
  }

  function request<Body>(request: MuxRequestWithSchema<Body>): Promise<HttpResponse<Body>>;
  function request(request: MuxRequest): Promise<HttpResponse<undefined>>;
  async function request(request: MuxRequest & { schema?: z.core.$ZodType }): Promise<HttpResponse<unknown>> {
    const { call, operation, priority: _priority, schema, ...rest } = request;
    refuseAborted(provider, operation, call);
    const leftMs = await waitForTurn(request);
    const isOwnHost = request.baseUrl === undefined;
    const sent: HttpRequest = {
      ...rest,
      operation,
      kind: request.method === "GET" ? "read" : "effect",
      signal: call.signal,
      logger: call.logger,
      timeoutMs: leftMs,
      mapError: meaningOfAnswer,
      // The other hosts take a token of their own, and have no business with the account's secret.
      ...(isOwnHost && { headers: { authorization } }),
    };
    return schema === undefined ? http.request(sent) : http.request({ ...sent, schema });
  }

  return { provider, clock, request, close: () => http.close() };
}

import {
  bearerAuthorization,
  createHttpClient,
  fingerprint,
  type HttpResponse,
  RetryBudget,
  retryBudgetOf,
} from "@hybrid-stream/provider-kit";
import { delay, HybridStreamError } from "@hybrid-stream/spec";
import type * as z from "zod/mini";
import type { Settings } from "../settings.js";
import { type CallDeadline, createCallDeadline } from "./call-deadline.js";
import type { ApiRequest, ApiRequestWithSchema, StreamClient } from "./client-types.js";
import { meaningOfAnswer } from "./meaning-of-answer.js";
import { quotaGateOf } from "./quota-gate.js";

type AnyRequest = ApiRequest & { readonly schema?: z.core.$ZodType };

const timeoutMs = 8000;
const pausesMs = [300, 1500];
const passing = new Set(["network-unreachable", "connection-lost", "rate-limited", "vendor-unavailable"]);

/** provider-kit's own retries stay off: they would pass by the quota. */
class NoRetries extends RetryBudget {
  override take(): boolean {
    return false;
  }
}

/** Makes the client that everything which needs the API token goes through. */
export function createStreamClient(settings: Settings): StreamClient {
  const { id: provider, clock, logger, apiToken, accountId, quotaShare, fetch } = settings;
  const gate = quotaGateOf({ token: apiToken, share: quotaShare, clock });
  const graphqlGate = quotaGateOf({ token: apiToken, share: quotaShare, clock, quota: "graphql" });
  const retries = retryBudgetOf(`cloudflare-stream:${fingerprint(apiToken)}`);
  const authorization = bearerAuthorization(apiToken);
  const http = createHttpClient({
    provider,
    baseUrl: settings.apiBaseUrl,
    headers: () => ({ authorization }),
    requestIdHeaders: ["cf-ray"],
    retryBudget: new NoRetries(),
    // A list of 1,000 videos is larger than the usual answer.
    maxResponseBytes: 16 * 1024 * 1024,
    clock,
    logger,
    ...(fetch && { fetch }),
  });

  async function attempt(request: AnyRequest, deadline: CallDeadline): Promise<HttpResponse<unknown>> {
    const { parameters, priority, quota, call, schema, ...rest } = request;
    const { operation } = request;
    // The scarcer one first: who waits there holds up nobody else.
    const own = quota === "graphql" ? graphqlGate : gate;
    try {
      await own.pass({ priority, signal: deadline.signal });
      if (own !== gate) await gate.pass({ priority, signal: deadline.signal });
    } catch (thrown) {
      if (!HybridStreamError.isInstance(thrown)) throw thrown;
      const { code, fault, retry, message, retryAfterMs } = thrown;
      const said = `${operation}: ${message}`;
      throw new HybridStreamError({ code, fault, retry, message: said, retryAfterMs, provider, operation });
    }
    const sent = {
      ...rest,
      pathParameters: { account: accountId, ...parameters },
      // Also where there is no body: the vendor's own examples were refused without it.
      headers: { "content-type": "application/json", ...request.headers },
      mapError: meaningOfAnswer,
      timeoutMs: deadline.remainingMs(),
      signal: call.signal,
      ...(call.logger && { logger: call.logger }),
    };
    try {
      return schema === undefined ? await http.request(sent) : await http.request({ ...sent, schema });
    } catch (thrown) {
      if (HybridStreamError.isInstance(thrown) && thrown.code === "rate-limited") own.block(thrown.retryAfterMs);
      throw thrown;
    }
  }

  async function read(request: AnyRequest, deadline: CallDeadline): Promise<HttpResponse<unknown>> {
    for (let tries = 0; ; tries += 1) {
      try {
        const response = await attempt(request, deadline);
        retries.succeeded(tries);
        return response;
      } catch (thrown) {
        if (!HybridStreamError.isInstance(thrown) || !passing.has(thrown.code) || deadline.signal.aborted) throw thrown;
        const pauseMs = Math.max(pausesMs[tries] ?? 0, thrown.retryAfterMs ?? 0);
        if (tries >= pausesMs.length || pauseMs >= deadline.remainingMs() || !retries.take()) throw thrown;
        // An abort during the pause is reported by the attempt, which sends nothing then.
        await delay(clock, pauseMs, deadline.signal).catch(() => {});
      }
    }
  }

  function request<Body>(request: ApiRequestWithSchema<Body>): Promise<HttpResponse<Body>>;
  function request(request: ApiRequest): Promise<HttpResponse<undefined>>;
  async function request(request: AnyRequest): Promise<HttpResponse<unknown>> {
    const deadline = createCallDeadline({ clock, timeoutMs, signal: request.call.signal });
    try {
      return await (request.kind === "read" ? read(request, deadline) : attempt(request, deadline));
    } finally {
      deadline.dispose();
    }
  }

  return {
    provider,
    clock,
    logger,
    request,
    get isBusy() {
      return gate.isBusy;
    },
    close: () => http.close(),
  };
}

import {
  basicAuthorization,
  createHttpClient,
  type HttpResponse,
  parseOptions,
  type RejectedAnswer,
  RetryBudget,
  retryBudgetOf,
} from "@hybrid-stream/provider-kit";
import { type Clock, delay, HybridStreamError, type Logger, silentLogger, systemClock } from "@hybrid-stream/spec";
import * as z from "zod/mini";
import { type AgoraOptions, agoraOptionsShape } from "./agora-options.js";
import { type CallDeadline, createCallDeadline } from "./call-deadline.js";
import type { AgoraClient, AgoraRequest, AgoraRequestWithSchema } from "./client-types.js";
import { appIdOf, customerOf } from "./credentials.js";
import { HostMemory } from "./host-memory.js";
import { hostsOf } from "./hosts.js";
import { isFromSickHost, meaningOfAnswer } from "./meaning-of-answer.js";
import { pacerOf } from "./quotas.js";

type AnyRequest = AgoraRequest & { readonly schema?: z.core.$ZodType };

const defaultTimeoutMs = 8000;
/** For one attempt of a read, so that another host gets its turn within the deadline. */
const readAttemptMs = 4000;
/** An answer that stayed away for longer speaks against the host, not for a caller in a hurry. */
const slowMs = 2000;
const pausesMs = [1000, 3000, 6000];
const passing = new Set(["network-unreachable", "connection-lost", "timeout", "rate-limited", "vendor-unavailable"]);

/** provider-kit's own retries stay off: Agora's differ in pauses, and go to another host. */
class NoRetries extends RetryBudget {
  override take(): boolean {
    return false;
  }
}

const optionsSchema = z.object(agoraOptionsShape);

/**
 * Makes the client that all providers for Agora stand on: credentials, hosts with failover, pacing, error mapping.
 *
 * @throws `invalid-options` with `field`; for a missing credential the message names its environment variable as well.
 */
export function createAgoraClient(options: AgoraOptions & { readonly id: string }): AgoraClient {
  const read = parseOptions(optionsSchema, options, { name: "createAgoraClient()" });
  const provider = options.id;
  const clock: Clock = read.clock ?? systemClock;
  const logger: Logger = read.logger ?? silentLogger;
  const appId = appIdOf(read);
  const customer = customerOf(read);
  const hosts = new HostMemory(read.hosts ?? hostsOf(read.zones ?? []), clock);
  const authorization = basicAuthorization(customer.id, customer.secret);
  const retries = retryBudgetOf(`agora:${customer.id}`);
  const http = createHttpClient({
    provider,
    baseUrl: () => hosts.current(),
    headers: () => ({ authorization }),
    clock,
    logger,
    retryBudget: new NoRetries(),
    sendRequestIdAs: "x-request-id",
    requestIdHeaders: ["x-request-id", "x-custom-request-id"],
    ...(read.fetch && { fetch: read.fetch }),
  });

  async function waitForTurn({ quota, priority, operation }: AnyRequest, deadline: CallDeadline): Promise<void> {
    const pacer = pacerOf({ quota, customerId: customer.id, appId, share: read.quotaShare ?? 1, clock });
    try {
      await pacer.acquire({ priority, signal: deadline.signal });
    } catch (thrown) {
      if (!HybridStreamError.isInstance(thrown)) throw thrown;
      const message = `${operation}: ${thrown.message}`;
      throw new HybridStreamError({
        code: thrown.code,
        fault: thrown.fault,
        retry: "safe",
        message,
        provider,
        operation,
      });
    }
  }

  async function attempt(request: AnyRequest, deadline: CallDeadline): Promise<HttpResponse<unknown>> {
    await waitForTurn(request, deadline);
    const { quota: _quota, priority: _priority, ...call } = request;
    const host = hosts.current();
    const remainingMs = Math.max(1, deadline.remainingMs());
    const timeoutMs = request.kind === "read" ? Math.min(readAttemptMs, remainingMs) : remainingMs;
    const startedAt = clock.monotonic();
    let sick = false;
    const mapError = (answer: RejectedAnswer) => {
      sick = isFromSickHost(answer);
      return request.mapError?.(answer) ?? meaningOfAnswer(answer);
    };
    try {
      const sent = { ...call, mapError, timeoutMs, baseUrl: host, signal: deadline.callerSignal };
      const { schema } = request;
      const response = schema === undefined ? await http.request(sent) : await http.request({ ...sent, schema });
      hosts.answered(host);
      return response;
    } catch (thrown) {
      if (HybridStreamError.isInstance(thrown)) {
        const { code } = thrown;
        const slow = code === "timeout" && clock.monotonic() - startedAt >= slowMs;
        if (sick || slow || code === "network-unreachable" || code === "connection-lost") hosts.failed(host);
      }
      throw thrown;
    }
  }

  async function readWithRetries(request: AnyRequest, deadline: CallDeadline): Promise<HttpResponse<unknown>> {
    for (let tries = 0; ; tries += 1) {
      try {
        const response = await attempt(request, deadline);
        retries.succeeded(tries);
        return response;
      } catch (thrown) {
        if (!HybridStreamError.isInstance(thrown) || !passing.has(thrown.code) || deadline.signal.aborted) throw thrown;
        const pauseMs = Math.max(pausesMs[tries] ?? 0, thrown.code === "rate-limited" ? (thrown.retryAfterMs ?? 0) : 0);
        if (tries >= pausesMs.length || pauseMs >= deadline.remainingMs() || !retries.take()) throw thrown;
        // An abort during the pause is reported by the attempt, which sends nothing then.
        await delay(clock, pauseMs, deadline.signal).catch(() => {});
      }
    }
  }

  function request<Body>(request: AgoraRequestWithSchema<Body>): Promise<HttpResponse<Body>>;
  function request(request: AgoraRequest): Promise<HttpResponse<undefined>>;
  async function request(request: AnyRequest): Promise<HttpResponse<unknown>> {
    const deadline = createCallDeadline({
      clock,
      timeoutMs: request.timeoutMs ?? defaultTimeoutMs,
      signal: request.signal,
    });
    try {
      return await (request.kind === "read" ? readWithRetries(request, deadline) : attempt(request, deadline));
    } finally {
      deadline.dispose();
    }
  }

  return { provider, appId, clock, logger, request, close: () => http.close() };
}

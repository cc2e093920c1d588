import { randomUUID } from "node:crypto";
import { type HttpHandler, http } from "msw";
import type { Timers } from "../timers.js";
import { messageError, noRoute } from "./answers.js";
import { applyFault } from "./apply-fault.js";
import type { Endpoint } from "./endpoint.js";
import type { FaultList } from "./faults.js";
import { pathPattern } from "./path-pattern.js";
import type { RateLimiter } from "./rate-limiter.js";
import type { RequestLog } from "./request-log.js";

/** What the gateway lets requests through by. */
export interface GatewayParts {
  readonly credentials: { readonly appId: string; readonly customerId: string; readonly customerSecret: string };
  readonly limiter: RateLimiter;
  readonly faults: FaultList;
  readonly log: RequestLog;
  readonly timers: Timers;
}

function jsonOf(text: string): unknown {
  if (text === "") return undefined;
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** Checks credentials, project and rate in front of every endpoint, and lets faults happen. */
export class Gateway {
  readonly #parts: GatewayParts;
  readonly #authorization: string;

  constructor(parts: GatewayParts) {
    this.#parts = parts;
    const { customerId, customerSecret } = parts.credentials;
    this.#authorization = `Basic ${Buffer.from(`${customerId}:${customerSecret}`).toString("base64")}`;
  }

  handlerOf(endpoint: Endpoint): HttpHandler {
    const pattern = pathPattern(endpoint.path);
    const methods = { GET: http.get, POST: http.post, PATCH: http.patch, DELETE: http.delete } as const;
    return methods[endpoint.method](pattern.expression, async ({ request }) => {
      const url = new URL(request.url);
      const response = await this.#answer(endpoint, request, pattern.read(url));
      this.#parts.log.add({
        at: this.#parts.timers.clock.now(),
        operation: endpoint.operation,
        host: url.host,
        path: url.pathname,
        status: response.type === "error" ? null : response.status,
      });
      return response;
    });
  }

  async #answer(endpoint: Endpoint, request: Request, parts: Record<string, string> | null): Promise<Response> {
    const url = new URL(request.url);
    const text = await request.text();
    const carryOut = async (): Promise<Response> => {
      const refusal = this.#refuse(endpoint, request, parts);
      if (refusal || !parts) return refusal ?? noRoute();
      const requestId = request.headers.get("x-request-id") ?? randomUUID();
      const response = await endpoint.respond({ url, parts, body: jsonOf(text), requestId });
      // Documented for success alone: an error may come without it.
      if (response.ok) response.headers.set("x-request-id", requestId);
      return response;
    };
    const fault = this.#parts.faults.take(endpoint.operation, url.host);
    return fault ? applyFault(fault, carryOut, this.#parts.timers) : carryOut();
  }

  #refuse(endpoint: Endpoint, request: Request, parts: Record<string, string> | null): Response | null {
    const authorization = request.headers.get("authorization");
    if (authorization === null) return messageError(401, "Unauthorized");
    if (authorization !== this.#authorization || (parts && parts.appId !== this.#parts.credentials.appId)) {
      return messageError(401, "Invalid authentication credentials");
    }
    return this.#parts.limiter.admit(endpoint.quota) ? null : messageError(429, "API rate limit exceeded");
  }
}

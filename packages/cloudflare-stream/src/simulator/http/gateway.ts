import { type HttpHandler, http } from "msw";
import type { Timers } from "../timers.js";
import { failureAnswer, noRoute } from "./answers.js";
import { applyFault } from "./apply-fault.js";
import type { Endpoint, Permission } from "./endpoint.js";
import type { FaultList } from "./faults.js";
import type { IncomingRequest } from "./incoming-request.js";
import { type PathPattern, pathPattern } from "./path-pattern.js";
import type { RateLimit } from "./rate-limit.js";
import type { RequestLog } from "./request-log.js";

/** What the gateway lets requests through by. */
export interface GatewayParts {
  readonly accountId: string;
  readonly apiToken: string;
  readonly permissions: () => ReadonlySet<Permission>;
  readonly limits: { readonly api: RateLimit; readonly graphql: RateLimit };
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

const maskTokens = (path: string): string => path.replace(/eyJ[\w-]+\.[\w-]+\.[\w-]+/g, "[token]");

interface Route {
  readonly endpoint: Endpoint;
  readonly pattern: PathPattern;
}

interface Routed {
  readonly request: IncomingRequest;
  readonly url: URL;
  /** `null` when the path cannot be decoded. */
  readonly parts: Record<string, string> | null;
}

/** Checks token, account and rate in front of every endpoint, and lets faults happen. */
export class Gateway {
  /** For msw, in the order of the endpoints. */
  readonly handlers: HttpHandler[];
  readonly #parts: GatewayParts;
  readonly #routes: readonly Route[];
  #rays = 0;

  constructor(parts: GatewayParts, endpoints: readonly Endpoint[]) {
    this.#parts = parts;
    this.#routes = endpoints.map((endpoint) => ({ endpoint, pattern: pathPattern(endpoint.path) }));
    this.handlers = this.#routes.map((route) => this.#handlerOf(route));
  }

  /** As the handlers answer, without the way through msw; `null` when no endpoint fits. */
  answer(request: IncomingRequest): Promise<Response> | null {
    const [address = ""] = request.url.split(/[?#]/, 1);
    const fits = ({ endpoint, pattern }: Route): boolean =>
      endpoint.method === request.method && pattern.expression.test(address);
    const route = this.#routes.find(fits);
    return route === undefined ? null : this.#pass(route, request);
  }

  #handlerOf(route: Route): HttpHandler {
    const methods = { GET: http.get, POST: http.post, PUT: http.put, DELETE: http.delete } as const;
    return methods[route.endpoint.method](route.pattern.expression, ({ request }) => this.#pass(route, request));
  }

  async #pass({ endpoint, pattern }: Route, request: IncomingRequest): Promise<Response> {
    const url = new URL(request.url);
    const response = await this.#answer(endpoint, { request, url, parts: pattern.read(url) });
    this.#parts.log.add({
      at: this.#parts.timers.clock.now(),
      operation: endpoint.operation,
      method: endpoint.method,
      path: maskTokens(url.pathname),
      hadToken: request.headers.has("authorization"),
      status: response.type === "error" ? null : response.status,
    });
    return response;
  }

  async #answer(endpoint: Endpoint, { request, url, parts }: Routed): Promise<Response> {
    const text = endpoint.method === "GET" ? "" : await request.text();
    const carryOut = async (): Promise<Response> => {
      const refusal = this.#refuse(endpoint, request, parts);
      if (refusal || !parts) return refusal ?? noRoute();
      const response = await endpoint.respond({
        url,
        headers: request.headers,
        parts,
        body: jsonOf(text),
      });
      this.#rays += 1;
      if (response.type !== "error") response.headers.set("cf-ray", `${this.#rays.toString(16).padStart(16, "0")}-SIM`);
      return response;
    };
    const fault = this.#parts.faults.take(endpoint.operation);
    return fault ? applyFault(fault, carryOut, this.#parts.timers) : carryOut();
  }

  #refuse(
    { permission, operation }: Endpoint,
    request: IncomingRequest,
    parts: Record<string, string> | null,
  ): Response | null {
    if (permission === null) return null;
    const { limits, apiToken, accountId, permissions } = this.#parts;
    const seconds = Math.max(limits.api.admit(), operation === "graphql" ? limits.graphql.admit() : 0);
    if (seconds > 0) {
      return failureAnswer(429, 10_429, "Rate limited. Please wait and consider throttling your request speed", {
        "retry-after": String(seconds),
      });
    }
    const authorization = request.headers.get("authorization");
    if (authorization !== `Bearer ${apiToken}`) return failureAnswer(401, 10_000, "Authentication error");
    if (parts && "account" in parts && parts.account !== accountId) return noRoute();
    const given = permissions();
    const allowed = given.has(permission) || (permission === "read" && given.has("write"));
    return allowed ? null : failureAnswer(403, 10_000, "Authentication error: the token lacks a permission");
  }
}

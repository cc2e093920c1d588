import { type HttpHandler, http } from "msw";
import type { Timers } from "../timers.js";
import { notFound, problem } from "./answers.js";
import { applyFault } from "./apply-fault.js";
import type { Call, Endpoint } from "./endpoint.js";
import type { FaultList } from "./faults.js";
import type { RateLimiter } from "./rate-limiter.js";
import type { RequestLog } from "./request-log.js";

/** What the gateway lets requests through by. */
export interface GatewayParts {
  readonly credentials: { readonly tokenId: string; readonly tokenSecret: string };
  readonly limiter: RateLimiter;
  readonly faults: FaultList;
  readonly log: RequestLog;
  readonly timers: Timers;
  readonly closing: AbortSignal;
}

interface Route {
  readonly endpoint: Endpoint;
  readonly pattern: RegExp;
  readonly names: readonly string[];
}

/** By path, at any host: that of the API, of players, of numbers. */
const served = /^https?:\/\/[^/]+\/(video\/v1|system\/v1|counts|simulated|[\w-]+\.m3u8)/;

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function routeOf(endpoint: Endpoint): Route {
  const names = [...endpoint.path.matchAll(/:(\w+)/g)].map((found) => found[1] ?? "");
  const source = endpoint.path.replaceAll(".", "\\.").replaceAll(/:\w+/g, "([^/]+?)");
  return { endpoint, names, pattern: new RegExp(`^${source}/?$`) };
}

/** Checks credentials and rate in front of every endpoint, and lets faults happen. */
export class Gateway {
  readonly #parts: GatewayParts;
  readonly #authorization: string;
  readonly #routes: readonly Route[];

  constructor(parts: GatewayParts, endpoints: readonly Endpoint[]) {
    this.#parts = parts;
    const { tokenId, tokenSecret } = parts.credentials;
    this.#authorization = `Basic ${Buffer.from(`${tokenId}:${tokenSecret}`).toString("base64")}`;
    this.#routes = endpoints.map(routeOf);
  }

  get handler(): HttpHandler {
    return http.all(served, ({ request }) => this.#handle(request));
  }

  async #handle(request: Request): Promise<Response> {
    const url = new URL(request.url);
    for (const { endpoint, pattern, names } of this.#routes) {
      const found = endpoint.method === request.method ? pattern.exec(url.pathname) : null;
      if (found === null) continue;
      const parts = Object.fromEntries(names.map((name, index) => [name, decodeURIComponent(found[index + 1] ?? "")]));
      const body = jsonOf(await request.text());
      const response = await this.#answer(endpoint, request, { url, parts, body });
      const status = response.type === "error" ? null : response.status;
      const { operation, method } = endpoint;
      this.#parts.log.add({ at: this.#parts.timers.clock.now(), operation, method, path: url.pathname, body, status });
      return response;
    }
    return notFound();
  }

  async #answer(endpoint: Endpoint, request: Request, call: Call): Promise<Response> {
    const carryOut = async (): Promise<Response> => this.#refuse(endpoint, request) ?? endpoint.respond(call);
    const fault = this.#parts.faults.take(endpoint.operation);
    return fault ? applyFault(fault, carryOut, this.#parts) : carryOut();
  }

  #refuse({ access, method }: Endpoint, request: Request): Response | null {
    if (access === "open") return null;
    if (request.headers.get("authorization") !== this.#authorization) {
      return problem(401, "unauthorized", "Unauthorized request");
    }
    if (this.#parts.limiter.admit(method)) return null;
    return problem(429, "too_many_requests", "Request quota exceeded", { "retry-after": "1" });
  }
}

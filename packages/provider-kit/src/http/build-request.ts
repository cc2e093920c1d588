import { randomUUID } from "node:crypto";
import { HybridStreamError, Secret } from "@hybrid-stream/spec";
import { encodeComponent } from "../text/encode-component.js";
import { secretsOfHeader } from "./authorization.js";
import type { HttpClientOptions, HttpRequest } from "./http-types.js";

/** A request as it is sent, with what must not be shown of it. */
export interface BuiltRequest {
  readonly url: URL;
  readonly init: RequestInit;
  readonly secrets: ReadonlySet<string>;
  /** The id that it carries. */
  readonly requestId: string | undefined;
}

const secretHeaders = new Set(["authorization", "cookie", "proxy-authorization", "x-api-key", "x-auth-key"]);

/** Reveals secrets for one request and remembers them. */
class Revealer {
  readonly secrets = new Set<string>();

  reveal(value: string | number | boolean | Secret): string {
    if (!(value instanceof Secret)) return String(value);
    this.secrets.add(value.reveal());
    return value.reveal();
  }

  json(value: unknown): string {
    const reveal = (inner: Secret): string => this.reveal(inner);
    return JSON.stringify(value, function (this: unknown, key, inner: unknown) {
      // `inner` has been through toJSON, which hides a secret; the holder still has it.
      const original: unknown = typeof this === "object" && this !== null ? Reflect.get(this, key) : undefined;
      return original instanceof Secret ? reveal(original) : inner;
    });
  }
}

function invalid(provider: string, field: string, message: string): HybridStreamError {
  return new HybridStreamError({ code: "invalid-options", message: `${provider}: ${message}`, provider, field });
}

function buildUrl(base: string, request: HttpRequest, provider: string, revealer: Revealer): URL {
  const path = request.path.replace(/\{(\w+)\}/g, (_, name: string) => {
    const value = request.pathParameters?.[name];
    const text = value === undefined ? "" : revealer.reveal(value);
    // A dot segment would be resolved away, and the request would reach another resource.
    if (text === "" || text === "." || text === "..") {
      throw invalid(provider, name, `the path parameter "${name}" has no usable value. Pass a non-empty name or id.`);
    }
    return encodeComponent(text);
  });
  const address = `${base.replace(/\/+$/, "")}${path}`;
  if (!URL.canParse(address) || !/^https?:/i.test(address)) {
    throw invalid(provider, "baseUrl", "the base URL is not an http:// or https:// URL. Correct it.");
  }
  const url = new URL(address);
  for (const [name, value] of Object.entries(request.query ?? {})) {
    for (const item of Array.isArray(value) ? value : [value]) {
      if (item !== undefined) url.searchParams.append(name, revealer.reveal(item));
    }
  }
  return url;
}

/** @throws `invalid-options` for a value that cannot be sent, naming its place and never the value. */
export function buildRequest(options: HttpClientOptions, request: HttpRequest): BuiltRequest {
  const { provider, sendRequestIdAs } = options;
  const revealer = new Revealer();
  const base = request.baseUrl ?? (typeof options.baseUrl === "function" ? options.baseUrl() : options.baseUrl);
  const url = buildUrl(base, request, provider, revealer);
  const requestId = sendRequestIdAs === undefined ? undefined : randomUUID();
  const headers = new Headers({ accept: "application/json" });
  const set = (name: string, value: string | Secret): void => {
    const text = revealer.reveal(value);
    if (value instanceof Secret || secretHeaders.has(name.toLowerCase())) {
      for (const secret of secretsOfHeader(text)) revealer.secrets.add(secret);
    }
    try {
      headers.set(name, text);
    } catch {
      // The original error quotes the value.
      throw invalid(provider, name, `the header "${name}" cannot be sent. Check its value for line breaks.`);
    }
  };
  for (const [name, value] of Object.entries({ ...options.headers?.(), ...request.headers })) set(name, value);
  if (sendRequestIdAs !== undefined && requestId !== undefined) set(sendRequestIdAs, requestId);
  const init: RequestInit = { method: request.method, headers };
  if (request.json !== undefined) {
    if (!headers.has("content-type")) set("content-type", "application/json");
    init.body = revealer.json(request.json);
  }
  return { url, init, secrets: revealer.secrets, requestId };
}

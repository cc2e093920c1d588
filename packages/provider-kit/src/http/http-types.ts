import type { Clock, ErrorCode, Fault, Logger, Retry, Secret } from "@hybrid-stream/spec";
import type * as z from "zod/mini";
import type { TransportOptions } from "../transport/transport.js";
import type { RetryBudget } from "./retry-budget.js";

/** How {@link createHttpClient} talks to one vendor. */
export interface HttpClientOptions extends TransportOptions {
  /** The provider's id; stands in errors and logs. */
  readonly provider: string;
  /** `https://api.example.com/v1`. A function is asked at each request, for vendors with more than one host. */
  readonly baseUrl: string | (() => string);
  /** Asked at each attempt. A `Secret` is revealed into the request and nowhere else. */
  readonly headers?: () => Record<string, string | Secret>;
  /** For a whole call, its retries included. Default 8000. */
  readonly timeoutMs?: number;
  /** Default: the machine's clock. */
  readonly clock?: Clock;
  /** Gets one line a request at `debug`. Default: silent. */
  readonly logger?: Logger;
  /** Default: a budget of this client's own. See `retryBudgetOf`. */
  readonly retryBudget?: RetryBudget;
  /** Response headers that hold the vendor's id of the request, the best first: `["cf-ray"]`. */
  readonly requestIdHeaders?: readonly string[];
  /** Name of a request header that carries a new UUID with each attempt; it is the id when the answer has none. */
  readonly sendRequestIdAs?: string;
  /** Longer answers are refused. Default 1 MiB. */
  readonly maxResponseBytes?: number;
}

/** What a vendor package knows better about an error than the status tells. */
export type ErrorOverride = {
  readonly message?: string;
  readonly retryAfterMs?: number;
  readonly field?: string;
} & (
  | { readonly code?: ErrorCode; readonly fault?: Fault; readonly retry?: Retry }
  | { readonly code: string; readonly fault: Fault; readonly retry: Retry }
);

/** An answer that was not accepted. `body` is the parsed JSON; `undefined` when it is none. */
export interface RejectedAnswer {
  readonly status: number;
  readonly headers: Headers;
  readonly body: unknown;
}

export type PlainValue = string | number | boolean | Secret;

/** One call. */
export interface HttpRequest {
  readonly method: "GET" | "POST" | "PUT" | "PATCH" | "DELETE";
  /** Template that is added to the base URL: `/accounts/{account}/stream`. Only the template is logged. */
  readonly path: string;
  /** Values for the template's braces; they are encoded. */
  readonly pathParameters?: Readonly<Record<string, PlainValue>>;
  /** `undefined` leaves a parameter out, a list repeats it. */
  readonly query?: Readonly<Record<string, PlainValue | readonly PlainValue[] | undefined>>;
  readonly headers?: Readonly<Record<string, string | Secret>>;
  /** Sent as JSON. A `Secret` anywhere in it is revealed here. */
  readonly json?: unknown;
  /** What is being done, in the contract's words: `startRelay`. */
  readonly operation: string;
  /** A `read` changes nothing at the vendor, and is retried. An `effect` gets one attempt. */
  readonly kind: "read" | "effect";
  readonly signal: AbortSignal;
  /** Default: the client's. */
  readonly timeoutMs?: number;
  /** Default: the client's. */
  readonly baseUrl?: string;
  /** Default: the client's. Pass the `CallContext`'s. */
  readonly logger?: Logger;
  /** Statuses whose body goes through `schema`; all others are errors. Default: every 2xx. */
  readonly acceptStatus?: readonly number[];
  /** Asked about every answer that is not accepted. `null` leaves it to the status. */
  readonly mapError?: (answer: RejectedAnswer) => ErrorOverride | null;
}

/** A call whose answer is validated. An empty body is `undefined` to the schema. */
export interface HttpRequestWithSchema<Body> extends HttpRequest {
  readonly schema: z.core.$ZodType<Body>;
}

/** An accepted answer. */
export interface HttpResponse<Body> {
  readonly status: number;
  readonly headers: Headers;
  readonly body: Body;
  readonly requestId: string | undefined;
}

/** Talks to one vendor. */
export interface HttpClient {
  /**
   * Sends one request and reads its answer. Without a schema the body is not looked at.
   *
   * @throws HybridStreamError only. `network-unreachable`: nothing was sent. `connection-lost`, `timeout`, `aborted`,
   * `vendor-unavailable` and `unexpected-response`: after an effect its outcome is unknown (`after-verify`), after a
   * read it is `safe` to try again. `unauthorized`, `forbidden`, `not-found`, `conflict`, `rate-limited`,
   * `request-rejected`: by the status, unless `mapError` says otherwise. `closed` after `close`.
   */
  request<Body>(request: HttpRequestWithSchema<Body>): Promise<HttpResponse<Body>>;
  request(request: HttpRequest): Promise<HttpResponse<undefined>>;
  /** Waits for requests under way, then releases the sockets. Any number of times. */
  close(): Promise<void>;
}

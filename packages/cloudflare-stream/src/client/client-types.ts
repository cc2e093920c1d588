import type { HttpRequest, PacerPriority } from "@hybrid-stream/provider-kit";
import type { Clock, Logger } from "@hybrid-stream/spec";
import type * as z from "zod/mini";

/** What every call to Cloudflare carries besides what it asks for. */
export interface StreamCall {
  readonly signal: AbortSignal;
  /** Default: the platform's. */
  readonly logger?: Logger | undefined;
}

/** One call of Cloudflare's API. `{account}` in the path is the account's id. */
export interface ApiRequest
  extends Pick<HttpRequest, "method" | "path" | "query" | "headers" | "json" | "operation" | "kind"> {
  readonly parameters?: Readonly<Record<string, string>>;
  /** Who goes first when the quota is short. */
  readonly priority: PacerPriority;
  /** Counted there as well as by the API's own quota, and blocked there alone. */
  readonly quota?: "graphql";
  readonly call: StreamCall;
}

/** A call whose answer is validated, envelope included. */
export interface ApiRequestWithSchema<Body> extends ApiRequest {
  readonly schema: z.core.$ZodType<Body>;
}

/** Talks to Cloudflare's API with the token, and within its quota. */
export interface StreamClient {
  readonly provider: string;
  readonly clock: Clock;
  readonly logger: Logger;
  /**
   * Waits for its turn, sends, and reads the answer; all within 8 s. A `read` is tried again twice after failures that
   * may pass; an `effect` is sent once.
   *
   * @throws HybridStreamError only, as provider-kit's `HttpClient` does.
   */
  request<Body>(
    request: ApiRequestWithSchema<Body>,
  ): Promise<{ readonly body: Body; readonly requestId: string | undefined }>;
  request(request: ApiRequest): Promise<{ readonly body: undefined; readonly requestId: string | undefined }>;
  /** Requests wait for their turn: what can be had otherwise should be. */
  readonly isBusy: boolean;
  /** Waits for requests under way, then releases the sockets. Any number of times. */
  close(): Promise<void>;
}

import type { HttpRequest, HttpResponse, PacerPriority } from "@hybrid-stream/provider-kit";
import type { Clock, Logger } from "@hybrid-stream/spec";
import type * as z from "zod/mini";
import type { AgoraQuota } from "./quotas.js";

/** One call to Agora. The host, the credentials and the pace are the client's business. */
export interface AgoraRequest extends Omit<HttpRequest, "baseUrl"> {
  /** Which of Agora's quotas it counts for. */
  readonly quota: AgoraQuota;
  /** Who goes first when the quota is short. */
  readonly priority: PacerPriority;
}

/** A call whose answer is validated. An empty body is `undefined` to the schema. */
export interface AgoraRequestWithSchema<Body> extends AgoraRequest {
  readonly schema: z.core.$ZodType<Body>;
}

/** Talks to Agora's REST services. */
export interface AgoraClient {
  /** The provider's id; stands in errors and logs. */
  readonly provider: string;
  readonly appId: string;
  readonly clock: Clock;
  readonly logger: Logger;
  /**
   * Waits for its turn, sends, and reads the answer; all within `timeoutMs` (default 8000).
   *
   * A `read` is tried again after 1, 3 and 6 s while the deadline allows it, on the next host where one failed. An
   * `effect` is sent once: when its host failed, the next call takes the next one.
   *
   * `mapError` of the request is asked first, then what is known of Agora in general.
   *
   * @throws HybridStreamError only, as provider-kit's `HttpClient` does. 401 says which credentials are meant, 403 what
   * to enable; "no Route matched" is `request-rejected` and never `not-found`.
   */
  request<Body>(request: AgoraRequestWithSchema<Body>): Promise<HttpResponse<Body>>;
  request(request: AgoraRequest): Promise<HttpResponse<undefined>>;
  /** Waits for requests under way, then releases the sockets. Any number of times. */
  close(): Promise<void>;
}

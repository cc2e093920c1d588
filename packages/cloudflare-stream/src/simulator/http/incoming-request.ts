/** What the gateway looks at of a request. A `Request` fits, and so does something that costs less to make. */
export interface IncomingRequest {
  readonly method: string;
  readonly url: string;
  readonly headers: Headers;
  text(): Promise<string>;
}

/** The request of a call of `fetch`, and the signal that ends it. */
export interface FetchedRequest {
  readonly request: IncomingRequest;
  readonly signal: AbortSignal | null;
}

/** A `Request` with a signal costs more than what is simulated, so one is made only where nothing less will do. */
export function requestOfFetch(input: string | URL | Request, init: RequestInit = {}): FetchedRequest {
  const { method = "GET", headers, body, signal } = init;
  const isPlain = typeof body === "string" || body === undefined || body === null;
  if (!(input instanceof Request) && isPlain) {
    const text = body ?? "";
    const request = {
      method: method.toUpperCase(),
      url: new URL(input).href,
      headers: new Headers(headers),
      text: async () => text,
    };
    return { request, signal: signal ?? null };
  }
  const request = new Request(input, init);
  return { request, signal: request.signal };
}

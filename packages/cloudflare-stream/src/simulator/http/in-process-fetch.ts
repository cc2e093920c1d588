import { getResponse, type HttpHandler } from "msw";
import { noRoute } from "./answers.js";

function networkError(code: string, message: string): TypeError {
  return new TypeError("fetch failed", { cause: Object.assign(new Error(message), { code }) });
}

/** A `fetch` that is answered here, whatever the host, and reaches no network. */
export function inProcessFetch(handlers: HttpHandler[], isDown: () => boolean): typeof fetch {
  return async (input, init) => {
    const request = new Request(input, init);
    request.signal.throwIfAborted();
    if (isDown()) throw networkError("ECONNREFUSED", `connect ECONNREFUSED ${new URL(request.url).host}`);
    let onAbort = (): void => {};
    const aborted = new Promise<never>((_, reject) => {
      onAbort = () => reject(request.signal.reason);
      request.signal.addEventListener("abort", onAbort, { once: true });
    });
    try {
      const response = await Promise.race([getResponse(handlers, request), aborted]);
      if (response === undefined) return noRoute();
      if (response.type === "error") throw networkError("ECONNRESET", "read ECONNRESET");
      return response;
    } finally {
      request.signal.removeEventListener("abort", onAbort);
    }
  };
}

import { getResponse, type HttpHandler } from "msw";
import { notFound } from "./answers.js";

/** A failure of the network, as Node's own `fetch` words it. */
function networkError(code: string, message: string): TypeError {
  return new TypeError("fetch failed", { cause: Object.assign(new Error(message), { code }) });
}

function whenAborted(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => {
    signal.addEventListener("abort", () => reject(signal.reason), { once: true });
  });
}

/** A `fetch` that is answered here, whatever the host. A redirect to a media plane is the network's. */
export function inProcessFetch(handlers: HttpHandler[], closing: AbortSignal): typeof fetch {
  return async (input, init) => {
    const request = new Request(input, init);
    request.signal.throwIfAborted();
    if (closing.aborted) throw networkError("ECONNREFUSED", "connect ECONNREFUSED");
    const response = await Promise.race([getResponse(handlers, request), whenAborted(request.signal)]);
    if (response === undefined) return notFound();
    if (response.type === "error") throw networkError("ECONNRESET", "read ECONNRESET");
    return response;
  };
}

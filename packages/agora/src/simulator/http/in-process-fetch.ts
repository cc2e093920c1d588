import { getResponse, type HttpHandler } from "msw";
import { noRoute } from "./answers.js";

/** A failure of the network, as Node's own `fetch` words it. */
function networkError(code: string, message: string): TypeError {
  return new TypeError("fetch failed", { cause: Object.assign(new Error(message), { code }) });
}

function whenAborted(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => {
    signal.addEventListener("abort", () => reject(signal.reason), { once: true });
  });
}

/** A `fetch` that is answered here, whatever the host, and reaches no network. */
export function inProcessFetch(handlers: HttpHandler[], isDown: (host: string) => boolean): typeof fetch {
  return async (input, init) => {
    const request = new Request(input, init);
    request.signal.throwIfAborted();
    const { host } = new URL(request.url);
    if (isDown(host)) throw networkError("ECONNREFUSED", `connect ECONNREFUSED ${host}`);
    const answered = getResponse(handlers, request);
    const response = await Promise.race([answered, whenAborted(request.signal)]);
    if (response === undefined) return noRoute();
    if (response.type === "error") throw networkError("ECONNRESET", "read ECONNRESET");
    return response;
  };
}

import { noRoute } from "./answers.js";
import type { Gateway } from "./gateway.js";
import { requestOfFetch } from "./incoming-request.js";

function networkError(code: string, message: string): TypeError {
  return new TypeError("fetch failed", { cause: Object.assign(new Error(message), { code }) });
}

/** A `fetch` that is answered here, whatever the host, and reaches no network. */
export function inProcessFetch(gateway: Gateway, isDown: () => boolean): typeof fetch {
  return async (input, init) => {
    const { request, signal } = requestOfFetch(input, init);
    signal?.throwIfAborted();
    if (isDown()) throw networkError("ECONNREFUSED", `connect ECONNREFUSED ${new URL(request.url).host}`);
    let onAbort = (): void => {};
    const aborted = new Promise<never>((_, reject) => {
      onAbort = () => reject(signal?.reason);
      signal?.addEventListener("abort", onAbort, { once: true });
    });
    try {
      const response = await Promise.race([gateway.answer(request) ?? noRoute(), aborted]);
      if (response.type === "error") throw networkError("ECONNRESET", "read ECONNRESET");
      return response;
    } finally {
      signal?.removeEventListener("abort", onAbort);
    }
  };
}

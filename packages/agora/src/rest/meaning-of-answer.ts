import type { ErrorOverride, RejectedAnswer } from "@hybrid-stream/provider-kit";

/** How long Agora asks to wait after 404, 429 and 5xx, at first. */
const pauseMs = 5000;

function wordsOf(body: unknown): string {
  if (typeof body !== "object" || body === null) return "";
  const words = [Reflect.get(body, "message"), Reflect.get(body, "reason")];
  return words.filter((word) => typeof word === "string").join(" ");
}

/** What an answer of any of Agora's REST services means beyond its status; `null` when the status says it all. */
export function meaningOfAnswer({ status, headers, body }: RejectedAnswer): ErrorOverride | null {
  const words = wordsOf(body);
  if (status === 404 && /no route matched/i.test(words)) {
    // Said by the gateway of a wrong method or address. Read as "not found" it would be taken for a task that is gone.
    return { code: "request-rejected", message: "The gateway does not know this address: check `hosts`." };
  }
  if (status === 404 && (headers.get("content-type") ?? "").includes("html")) {
    return {
      code: "unexpected-response",
      message: "A web page answered in place of Agora: check `hosts` and proxies.",
    };
  }
  if (status === 400 && /appid is invalid|invalid_appid/i.test(words)) {
    return {
      code: "forbidden",
      message: "Check the App ID, and enable the product for this project in Agora's console.",
    };
  }
  if (status === 401) {
    return {
      code: "unauthorized",
      message:
        "Check customerId and customerSecret (the RESTful API's, not App ID and certificate), and their project.",
    };
  }
  if (status === 403) {
    return {
      code: "forbidden",
      message: "Enable the product's server-side REST API for this App ID in Agora's console.",
    };
  }
  if ((status === 429 || status >= 500) && headers.get("retry-after") === null) return { retryAfterMs: pauseMs };
  return null;
}

/** Whether something before the service answered: a server error without the service's JSON. */
export function isFromSickHost({ status, body }: RejectedAnswer): boolean {
  return status >= 500 && (typeof body !== "object" || body === null);
}

import { HttpResponse } from "msw";

/** An answer in JSON. */
export function jsonAnswer(status: number, body: object, headers: Record<string, string> = {}): Response {
  return new HttpResponse(JSON.stringify(body), {
    status,
    headers: { "content-type": "application/json", ...headers },
  });
}

/** The gateway's shape of an error. */
export function messageError(status: number, message: string): Response {
  return jsonAnswer(status, { message });
}

/** The shape in which Media Push words some of its errors. */
export function reasonError(status: number, reason: string): Response {
  return jsonAnswer(status, { reason });
}

/** What the gateway says to a path or method that it does not have. */
export function noRoute(): Response {
  return messageError(404, "no Route matched with those values");
}

/** The connection breaks: in process `fetch` rejects, on a socket the peer sees a reset. */
export function brokenConnection(): Response {
  return HttpResponse.error();
}

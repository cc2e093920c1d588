import { HttpResponse } from "msw";

/** An answer in JSON. */
export function jsonAnswer(status: number, body: object, headers: Record<string, string> = {}): Response {
  return new HttpResponse(JSON.stringify(body), {
    status,
    headers: { "content-type": "application/json", ...headers },
  });
}

/** A success. */
export function data(value: unknown, status = 200): Response {
  return jsonAnswer(status, { data: value });
}

/** A success without a body. */
export function empty(): Response {
  return new HttpResponse(null, { status: 204 });
}

/** An error. The shape is that which Mux is known by; its sheet calls it unconfirmed. */
export function problem(status: number, type: string, message: string, headers?: Record<string, string>): Response {
  return jsonAnswer(status, { error: { type, messages: [message] } }, headers);
}

export function notFound(): Response {
  return problem(404, "not_found", "The requested resource either doesn't exist or you don't have access to it.");
}

export function invalid(message: string): Response {
  return problem(400, "invalid_parameters", message);
}

/** An answer in JSON. */
export function jsonAnswer(status: number, body: object, headers: Record<string, string> = {}): Response {
  return new Response(JSON.stringify(body), {
    status,
    headers: { "content-type": "application/json", ...headers },
  });
}

/** A result in Cloudflare's envelope; `beside` stands next to it. */
export function resultAnswer(result: unknown, beside: object = {}): Response {
  return jsonAnswer(200, { success: true, errors: [], messages: [], result, ...beside });
}

/** A failure in Cloudflare's envelope. */
export function failureAnswer(
  status: number,
  code: number,
  message: string,
  headers: Record<string, string> = {},
): Response {
  return jsonAnswer(status, { success: false, errors: [{ code, message }], messages: [], result: null }, headers);
}

/** What the API says to a path or an account that it does not have. */
export function noRoute(): Response {
  return failureAnswer(404, 7003, "Could not route to the given URI, perhaps your object identifier is invalid?");
}

/** Of an id that is not (or no more) there. */
export function notFound(): Response {
  return failureAnswer(404, 10_003, "Not Found: the resource does not exist");
}

/** An answer without a body. */
export function emptyAnswer(status: number): Response {
  return new Response(null, { status });
}

/** Plain text, for playlists. */
export function textAnswer(status: number, text: string, type = "text/plain"): Response {
  return new Response(text, { status, headers: { "content-type": type, "access-control-allow-origin": "*" } });
}

/** To another address, for players of any site. */
export function redirectAnswer(location: string): Response {
  return new Response(null, { status: 302, headers: { location, "access-control-allow-origin": "*" } });
}

/** The connection breaks: in process `fetch` rejects, on a socket the peer sees a reset. */
export function brokenConnection(): Response {
  return Response.error();
}

import { type HttpHandler, HttpResponse, http } from "msw";
import { operationNames } from "./gateway.js";
import type { Answerer } from "./in-process.js";

/** The simulator for an msw server of your own; it matches by path, at any host. */
export function mswHandlers(answer: Answerer): HttpHandler[] {
  const resolve = async ({ request }: { readonly request: Request }): Promise<Response> => {
    const { method, headers } = request;
    const body = await request.text();
    const reply = await answer({ method, url: new URL(request.url), headers: Object.fromEntries(headers), body });
    if (typeof reply === "string" || reply.cut === true) return HttpResponse.error();
    const hasBody = reply.status !== 204;
    return new HttpResponse(hasBody ? reply.body : null, { status: reply.status, headers: { ...reply.headers } });
  };
  return [
    ...operationNames.map((name) => http.post(`*/${name}`, resolve)),
    ...[http.get, http.post, http.delete].map((method) => method(/\/tags\/arn/, resolve)),
    http.get("*/api/video/v1/*", resolve),
  ];
}

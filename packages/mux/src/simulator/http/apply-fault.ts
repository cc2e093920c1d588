import { HttpResponse } from "msw";
import type { Timers } from "../timers.js";
import { jsonAnswer } from "./answers.js";
import type { MuxFault } from "./faults.js";

const htmlPage = "<!DOCTYPE html><html><head><title>502 Bad Gateway</title></head><body></body></html>";

function statusAnswer(fault: Extract<MuxFault, { kind: "status" }>): Response {
  const { status, retryAfterSeconds } = fault;
  const body = fault.body ?? { error: { type: "simulated", messages: [`simulated status ${status}`] } };
  const headers: Record<string, string> =
    retryAfterSeconds === undefined ? {} : { "retry-after": String(retryAfterSeconds) };
  return typeof body === "string" ? new HttpResponse(body, { status, headers }) : jsonAnswer(status, body, headers);
}

/** Half of the body, with the length of the whole, then a broken connection. */
async function cut(response: Response): Promise<Response> {
  const bytes = new Uint8Array(await response.arrayBuffer());
  const half = bytes.slice(0, Math.floor(bytes.length / 2));
  const headers = new Headers(response.headers);
  headers.set("content-length", String(Math.max(1, bytes.length)));
  let sent = false;
  const body = new ReadableStream<Uint8Array>({
    pull(controller) {
      if (sent || half.length === 0) controller.error(new TypeError("terminated"));
      else controller.enqueue(half);
      sent = true;
    },
  });
  // A status without a body cannot break off.
  return new HttpResponse(body, { status: response.status === 204 ? 200 : response.status, headers });
}

function withStrangeValues(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withStrangeValues);
  if (typeof value !== "object" || value === null) return value;
  const entries = Object.entries(value).map(([key, each]) => [
    key,
    key === "status" ? "hibernating" : withStrangeValues(each),
  ]);
  return { ...Object.fromEntries(entries), a_new_field: { of: ["mux"] } };
}

async function rewrite(response: Response, change: (text: string) => string): Promise<Response> {
  const text = await response.text();
  if (response.status === 204) return new HttpResponse(null, { status: 204 });
  return new HttpResponse(change(text), { status: response.status, headers: response.headers });
}

/** Carries the request out as far as the fault lets it, and answers as the fault does. */
export async function applyFault(
  fault: MuxFault,
  carryOut: () => Promise<Response>,
  { timers, closing }: { readonly timers: Timers; readonly closing: AbortSignal },
): Promise<Response> {
  switch (fault.kind) {
    case "reset":
      return HttpResponse.error();
    case "html":
      return new HttpResponse(htmlPage, { status: fault.status ?? 502, headers: { "content-type": "text/html" } });
    case "status":
      if (fault.effect === true) await carryOut();
      return statusAnswer(fault);
    case "lost-answer":
      await carryOut();
      return HttpResponse.error();
    case "truncated":
      return cut(await carryOut());
    case "slow": {
      const response = await carryOut();
      await timers.pause(fault.milliseconds, closing);
      return response;
    }
    case "unknown-value":
      return rewrite(await carryOut(), (text) => JSON.stringify(withStrangeValues(JSON.parse(text))));
    case "twice":
      await carryOut();
      return carryOut();
    case "body":
      return rewrite(await carryOut(), fault.change);
  }
}

import type { Timers } from "../timers.js";
import { brokenConnection, failureAnswer, jsonAnswer } from "./answers.js";
import type { CloudflareFault } from "./faults.js";

const htmlPage = "<!DOCTYPE html><html><head><title>502 Bad Gateway</title></head><body>cloudflare</body></html>";
const strangeFields = { aFieldOfTomorrow: { state: "unheard-of" }, another_one: [1, null, "x"] };
const strangeKeys = new Set(["state", "status", "reason"]);

function statusAnswer({ status, body, retryAfterSeconds }: Extract<CloudflareFault, { kind: "status" }>): Response {
  const headers: Record<string, string> =
    retryAfterSeconds === undefined ? {} : { "retry-after": String(retryAfterSeconds) };
  if (body === undefined) return failureAnswer(status, 10_001, `simulated status ${status}`, headers);
  return typeof body === "string" ? new Response(body, { status, headers }) : jsonAnswer(status, body, headers);
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
  return new Response(body, { status: response.status, headers });
}

function withStrangeValues(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withStrangeValues);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, each]) => {
      if (!strangeKeys.has(key) || typeof each === "object") return [key, withStrangeValues(each)];
      return [key, "unheard-of"];
    }),
  );
}

function withStrangeFields(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withStrangeFields);
  if (typeof value !== "object" || value === null) return value;
  const fields = Object.entries(value).map(([key, each]) => [key, withStrangeFields(each)]);
  return { ...Object.fromEntries(fields), ...strangeFields };
}

async function rewrite(response: Response, change: (text: string) => string): Promise<Response> {
  const text = await response.text();
  if (text === "") return new Response(null, { status: response.status, headers: response.headers });
  return new Response(change(text), { status: response.status, headers: response.headers });
}

const changeJson = (change: (value: unknown) => unknown) => (text: string) => {
  try {
    return JSON.stringify(change(JSON.parse(text)));
  } catch {
    return text;
  }
};

/** Carries the request out as far as the fault lets it, and answers as the fault does. */
export async function applyFault(
  fault: CloudflareFault,
  carryOut: () => Promise<Response>,
  timers: Timers,
): Promise<Response> {
  switch (fault.kind) {
    case "reset":
      return brokenConnection();
    case "html":
      return new Response(htmlPage, { status: fault.status ?? 502, headers: { "content-type": "text/html" } });
    case "status":
      if (fault.effect === true) await carryOut();
      return statusAnswer(fault);
    case "lost-answer":
      await carryOut();
      return brokenConnection();
    case "truncated":
      return cut(await carryOut());
    case "slow": {
      const response = await carryOut();
      await timers.pause(fault.milliseconds);
      return response;
    }
    case "unknown-value":
      return rewrite(await carryOut(), changeJson(withStrangeValues));
    case "extra-fields":
      return rewrite(await carryOut(), changeJson(withStrangeFields));
    case "body":
      return rewrite(await carryOut(), fault.change);
  }
}

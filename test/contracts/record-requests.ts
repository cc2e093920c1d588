import type { Fetch } from "@hybrid-stream/provider-kit";
import type { RecordedRequest } from "./check-request.js";

/** A request as the AWS SDK hands it to what sends it. */
interface SdkRequest {
  readonly method: string;
  readonly protocol: string;
  readonly hostname: string;
  readonly path: string;
  readonly query?: Readonly<Record<string, string | readonly string[] | null>>;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: unknown;
}

/** What sends the AWS SDK's requests. */
interface SdkHandler {
  handle(request: SdkRequest, options?: object): unknown;
}

/** Keeps what passes through it. */
export interface RequestRecorder {
  readonly requests: RecordedRequest[];
  /** Puts the recorder before a `fetch`. */
  record(fetch: Fetch): Fetch;
  /** Puts the recorder before a request handler of the AWS SDK. */
  recordHandler<Handler>(handler: Handler): Handler;
}

const isHandler = (value: unknown): value is SdkHandler =>
  typeof value === "object" && value !== null && "handle" in value && typeof value.handle === "function";

function textOf(body: unknown): string {
  if (body === undefined) return "";
  return typeof body === "string" ? body : Buffer.from(body as Uint8Array).toString("utf8");
}

function readSdkRequest(request: SdkRequest): RecordedRequest {
  const url = new URL(`${request.protocol}//${request.hostname}${request.path}`);
  for (const [name, value] of Object.entries(request.query ?? {})) {
    for (const each of [value ?? ""].flat()) url.searchParams.append(name, each);
  }
  const headers = Object.fromEntries(
    Object.entries(request.headers).map(([name, value]) => [name.toLowerCase(), value]),
  );
  return { method: request.method, url: url.href, headers, body: textOf(request.body) };
}

export function createRequestRecorder(): RequestRecorder {
  const requests: RecordedRequest[] = [];
  return {
    requests,
    record: (fetch) => async (input, init) => {
      const request = new Request(input, init);
      const body = await request.clone().text();
      requests.push({ method: request.method, url: request.url, headers: Object.fromEntries(request.headers), body });
      return fetch(input, init);
    },
    recordHandler: (handler) => {
      if (!isHandler(handler)) throw new TypeError("Only a request handler with a handle method can be recorded.");
      return new Proxy(handler, {
        get(target, name) {
          if (name !== "handle") return Reflect.get(target, name);
          return (request: SdkRequest, options?: object) => {
            requests.push(readSdkRequest(request));
            return target.handle(request, options);
          };
        },
      });
    },
  };
}

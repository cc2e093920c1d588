import { Readable } from "node:stream";
import type { Reply, SimulatedAnswer, SimulatedRequest } from "./answer.js";

/** Answers a request. */
export type Answerer = (request: SimulatedRequest) => Promise<Reply>;

const resetError = (): Error => Object.assign(new Error("read ECONNRESET"), { code: "ECONNRESET", syscall: "read" });

function whenAborted(signal: AbortSignal | null | undefined): Promise<never> {
  return new Promise((_, reject) => {
    const abort = (): void => reject(Object.assign(new Error("Request aborted"), { name: "AbortError" }));
    if (signal?.aborted) abort();
    else signal?.addEventListener("abort", abort, { once: true });
  });
}

async function settled(reply: Promise<Reply>, signal: AbortSignal | null | undefined): Promise<SimulatedAnswer> {
  const aborted = whenAborted(signal);
  const got = await Promise.race([reply, aborted]);
  if (got === "never") return aborted;
  if (got === "reset") throw resetError();
  return got;
}

function* half(body: string): Generator<Buffer> {
  yield Buffer.from(body.slice(0, Math.floor(body.length / 2)));
  throw resetError();
}

/** What the AWS SDK hands to its request handler, as far as it is needed. */
interface SdkRequest {
  readonly method: string;
  readonly protocol: string;
  readonly hostname: string;
  readonly port?: number;
  readonly path: string;
  readonly query?: Readonly<Record<string, string | readonly string[] | null>>;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: unknown;
}

function urlOf({ protocol, hostname, port, path, query = {} }: SdkRequest): URL {
  const url = new URL(`${protocol}//${hostname}${port === undefined ? "" : `:${port}`}${path}`);
  for (const [name, value] of Object.entries(query)) {
    for (const each of [value ?? ""].flat()) url.searchParams.append(name, each);
  }
  return url;
}

const lowerCase = (headers: Readonly<Record<string, string>>): Record<string, string> =>
  Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]));

/** For the option `requestHandler` of the AWS SDK's clients: no socket is opened. */
export function sdkRequestHandler(answer: Answerer) {
  return {
    metadata: { handlerProtocol: "h1" },
    async handle(request: SdkRequest, { abortSignal }: { readonly abortSignal?: AbortSignal } = {}) {
      const { method, headers, body } = request;
      const text = typeof body === "string" ? body : body instanceof Uint8Array ? new TextDecoder().decode(body) : "";
      const asked = { method, url: urlOf(request), headers: lowerCase(headers), body: text };
      const got = await settled(answer(asked), abortSignal);
      const content = got.cut === true ? Readable.from(half(got.body)) : Readable.from([Buffer.from(got.body)]);
      return { response: { statusCode: got.status, headers: { ...got.headers }, body: content } };
    },
  };
}

/** A `fetch` that is answered here, whatever the host, and reaches no network. */
export function inProcessFetch(answer: Answerer): typeof fetch {
  return async (input, init) => {
    const request = new Request(input, init);
    const { method, headers, signal } = request;
    const asked = {
      method,
      url: new URL(request.url),
      headers: Object.fromEntries(headers),
      body: await request.text(),
    };
    const got = await settled(answer(asked), signal);
    const hasBody = got.status !== 204 && got.status !== 304;
    return new Response(hasBody ? got.body : null, { status: got.status, headers: { ...got.headers } });
  };
}

import { Readable } from "node:stream";

interface SdkRequest {
  readonly method: string;
  readonly protocol: string;
  readonly hostname: string;
  readonly path: string;
  readonly headers: Record<string, string>;
  readonly body?: string | Uint8Array<ArrayBuffer>;
}

/** A request handler of the AWS SDK that sends by a `fetch`. */
export function sdkHandlerOver(send: typeof fetch) {
  return {
    metadata: { handlerProtocol: "h1" },
    async handle(request: SdkRequest, { abortSignal }: { readonly abortSignal?: AbortSignal } = {}) {
      const { method, protocol, hostname, path, headers, body } = request;
      const response = await send(`${protocol}//${hostname}${path}`, {
        method,
        headers,
        signal: abortSignal ?? null,
        ...(body !== undefined && { body }),
      });
      return {
        response: {
          statusCode: response.status,
          headers: Object.fromEntries(response.headers),
          body: Readable.from(response.body ?? []),
        },
      };
    },
  };
}

import type { Server } from "node:net";
import { HybridStreamError } from "@hybrid-stream/spec";

function listenError(error: Error, target: { host: string; port: number; field: string }): HybridStreamError {
  const { host, port, field } = target;
  if ("code" in error && error.code === "EADDRINUSE") {
    return new HybridStreamError({
      code: "origin-address-in-use",
      message: `${field}: ${host}:${port} is taken by another program. Choose another port, or 0 for a free one.`,
      field,
      cause: error,
    });
  }
  return new HybridStreamError({
    code: "invalid-options",
    message: `host and ${field}: ${host}:${port} cannot be listened on by this process. Check both.`,
    field,
    cause: error,
  });
}

/**
 * Listens and gives the port that was bound.
 *
 * @throws `origin-address-in-use` or `invalid-options`, naming the field.
 */
export function listenOn(target: { server: Server; host: string; port: number; field: string }): Promise<number> {
  const { server, host, port } = target;
  return new Promise((resolve, reject) => {
    const onError = (error: Error): void => reject(listenError(error, target));
    server.once("error", onError);
    server.listen({ host, port }, () => {
      server.off("error", onError);
      const address = server.address();
      resolve(typeof address === "object" && address !== null ? address.port : port);
    });
  });
}

import type { Server } from "node:http";
import { HybridStreamError } from "@hybrid-stream/spec";

const host = "127.0.0.1";
const preferredPort = 8090;

function tryPort(server: Server, port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, host, () => {
      server.off("error", reject);
      const address = server.address();
      resolve(typeof address === "object" && address !== null ? address.port : port);
    });
  });
}

const isTaken = (thrown: unknown): boolean =>
  thrown instanceof Error && "code" in thrown && (thrown.code === "EADDRINUSE" || thrown.code === "EACCES");

/** Listens on loopback. @throws `invalid-options` when the port that was asked for cannot be had. */
export async function listen(server: Server, port: number | null): Promise<number> {
  try {
    return await tryPort(server, port ?? preferredPort);
  } catch (thrown) {
    if (!isTaken(thrown)) throw thrown;
    if (port === null) return tryPort(server, 0);
    const message = `Port ${port} cannot be had: another program has it, or it needs more rights. Use another --port, or 0 for any.`;
    throw new HybridStreamError({ code: "invalid-options", message, field: "port", cause: thrown });
  }
}

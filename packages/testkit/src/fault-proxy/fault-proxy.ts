import { once } from "node:events";
import { createServer, type Server, type Socket } from "node:net";
import { HybridStreamError } from "@hybrid-stream/spec";
import type { FlowRate } from "./flow.js";
import { Link } from "./link.js";

/**
 * What the proxy does to connections, those that are open included.
 *
 * - `pass`: forwards
 * - `stall`: keeps them open and takes new ones, but reads and forwards nothing
 * - `reset`: cuts all with RST, new ones at once
 * - `refuse`: cuts all with RST and listens no more: connection refused
 * - `blackhole`: open ones go on; new ones are accepted and never answered, not even after a change of mode
 * - `slow`: forwards so many bytes a second, for each connection and direction
 */
export type FaultMode =
  | "pass"
  | "stall"
  | "reset"
  | "refuse"
  | "blackhole"
  | { readonly mode: "slow"; readonly bytesPerSecond: number };

/** What {@link createFaultProxy} takes. */
export interface FaultProxyOptions {
  readonly target: { readonly host: string; readonly port: number };
  /** Where it listens. Default `127.0.0.1`. */
  readonly host?: string;
}

/** A TCP proxy that fails on demand. */
export interface FaultProxy extends AsyncDisposable {
  readonly host: string;
  /** Stays the same through every change of mode. */
  readonly port: number;
  readonly mode: FaultMode;
  /** Open now. */
  readonly connections: number;
  /** Accepted since the start. */
  readonly accepted: number;
  readonly bytesForwarded: { readonly toTarget: number; readonly toClient: number };
  /** Returns when the mode is in force. @throws `closed` after {@link FaultProxy.close}. */
  setMode(mode: FaultMode): Promise<void>;
  /** Cuts all connections and listens no more. Any number of times. */
  close(): Promise<void>;
}

/** Starts a proxy in mode `pass` on a free port. @throws `invalid-options` for a port that cannot be. */
export async function createFaultProxy(options: FaultProxyOptions): Promise<FaultProxy> {
  const { target, host = "127.0.0.1" } = options;
  if (!Number.isInteger(target.port) || target.port < 1 || target.port > 65535) {
    throw invalid("target.port", "target.port must be a port between 1 and 65535.");
  }
  const links = new Set<Link>();
  const bytesForwarded = { toTarget: 0, toClient: 0 };
  let mode: FaultMode = "pass";
  let accepted = 0;
  let closed = false;
  let server: Server | undefined;
  let change: Promise<void> = Promise.resolve();

  const onConnection = (client: Socket): void => {
    accepted += 1;
    if (mode === "reset" || mode === "refuse") {
      client.on("error", () => {});
      client.resetAndDestroy();
      return;
    }
    const link: Link = new Link(client, {
      target: mode === "blackhole" ? undefined : target,
      count: (direction, bytes) => {
        bytesForwarded[direction] += bytes;
      },
      onClosed: () => links.delete(link),
    });
    links.add(link);
    link.setRate(rateOf(mode));
  };
  const listen = async (port: number): Promise<Server> => {
    const listening = createServer({ allowHalfOpen: true, pauseOnConnect: true }, onConnection);
    listening.listen(port, host);
    await once(listening, "listening");
    return listening;
  };
  const stopListening = async (): Promise<void> => {
    const stopping = server;
    server = undefined;
    if (!stopping) return;
    const stopped = once(stopping, "close");
    stopping.close();
    resetAll();
    await stopped;
  };
  const resetAll = (): void => {
    for (const link of [...links]) link.reset();
  };
  const apply = async (): Promise<void> => {
    if (mode === "refuse" || closed) return stopListening();
    server ??= await listen(port);
    if (mode === "reset") resetAll();
    for (const link of links) link.setRate(rateOf(mode));
  };
  const inTurn = (work: () => Promise<void>): Promise<void> => {
    const result = change.then(work);
    change = result.catch(() => {});
    return result;
  };

  server = await listen(0);
  const address = server.address();
  if (address === null || typeof address === "string") throw invalid("host", "host must be an IP address or a name.");
  const { port } = address;

  const close = (): Promise<void> => {
    closed = true;
    return inTurn(apply);
  };
  return {
    host,
    port,
    get mode() {
      return mode;
    },
    get connections() {
      return links.size;
    },
    get accepted() {
      return accepted;
    },
    bytesForwarded,
    setMode: async (next) => {
      if (closed) throw new HybridStreamError({ code: "closed", message: "The fault proxy has been closed." });
      if (typeof next === "object" && !(next.bytesPerSecond > 0)) {
        throw invalid("bytesPerSecond", "bytesPerSecond must be more than 0; use the mode stall for none.");
      }
      await inTurn(() => {
        mode = next;
        return apply();
      });
    },
    close,
    [Symbol.asyncDispose]: close,
  };
}

function rateOf(mode: FaultMode): FlowRate {
  if (typeof mode === "object") return { bytesPerSecond: mode.bytesPerSecond };
  return mode === "stall" ? "stopped" : "free";
}

function invalid(field: string, message: string): HybridStreamError {
  return new HybridStreamError({ code: "invalid-options", field, message });
}

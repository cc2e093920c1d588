import { parseOptions } from "@hybrid-stream/provider-kit";
import { type Clock, type JsonObject, type StreamContainer, systemClock } from "@hybrid-stream/spec";
import * as z from "zod/mini";
import { objectWith } from "../object-with.js";

/** One for all, or a function that gives one for an order's params. */
export type PerOrder<Value> = Value | ((params: JsonObject) => Value);

export interface TcpMediaSourceOptions {
  /** What the sidecar writes. */
  readonly container: StreamContainer;
  /**
   * A Unix socket, or a function that names one for an order's params. Only this user may connect. Either this or
   * `port`.
   */
  readonly path?: PerOrder<string>;
  /** A TCP port, or a function likewise. Whoever reaches it may send: prefer `path` on one machine. */
  readonly port?: PerOrder<number>;
  /** Default 127.0.0.1. */
  readonly host?: string;
  /** `listen`: the sidecar connects here. `connect`: it listens. Default `listen`. */
  readonly role?: "listen" | "connect";
  /** Told where it listens, which matters for port 0. */
  readonly onListening?: (address: { readonly path: string } | { readonly port: number }) => void;
  /** How long to wait for the sidecar and its first bytes. Default 30000. */
  readonly openTimeoutMs?: number;
  /** A sidecar that sends nothing for this long counts as dead. Default 10000. */
  readonly silenceTimeoutMs?: number;
  /** What may wait in this process for a reader that is slow. The sidecar is held up beyond it. Default 1 MiB. */
  readonly maxBufferBytes?: number;
  /** Default: the machine's. */
  readonly clock?: Clock;
}

const aFunction = <T>() => z.custom<T>((value) => typeof value === "function", "it must be a function");
const whole = (least: number, most: number) => z.int().check(z.minimum(least), z.maximum(most));
/** The system's own limit, with the final zero. */
const pathSchema = z.string().check(z.minLength(1), z.maxLength(107));
const portSchema = whole(0, 65_535);
export const tcpSourceSchema = z.strictObject({
  container: z.enum(["mpegts", "flv", "matroska", "webm"]),
  path: z.optional(z.union([pathSchema, aFunction<(params: JsonObject) => string>()])),
  port: z.optional(z.union([portSchema, aFunction<(params: JsonObject) => number>()])),
  host: z._default(z.string().check(z.minLength(1)), "127.0.0.1"),
  role: z._default(z.enum(["listen", "connect"]), "listen"),
  onListening: z.optional(aFunction<NonNullable<TcpMediaSourceOptions["onListening"]>>()),
  openTimeoutMs: z._default(whole(100, 3_600_000), 30_000),
  silenceTimeoutMs: z._default(whole(100, 3_600_000), 10_000),
  maxBufferBytes: z._default(whole(65_536, 1_073_741_824), 1_048_576),
  clock: z._default(objectWith<Clock>("now", "monotonic", "setTimeout", "clearTimeout"), systemClock),
});

/** The options with every default filled in. */
export type TcpSourceSettings = z.output<typeof tcpSourceSchema>;

/** Where the bytes come in. */
export type SocketAddress = { readonly path: string } | { readonly host: string; readonly port: number };

/** The address for one order. @throws `invalid-options` when the host's function gives none that can be used. */
export function addressFor({ path, port, host }: TcpSourceSettings, params: JsonObject): SocketAddress {
  const name = "tcpMediaSource()";
  if (path !== undefined) {
    const named = typeof path === "function" ? path(params) : path;
    return parseOptions(z.strictObject({ path: pathSchema }), { path: named }, { name });
  }
  const named = typeof port === "function" ? port(params) : port;
  return { host, ...parseOptions(z.strictObject({ port: portSchema }), { port: named }, { name }) };
}

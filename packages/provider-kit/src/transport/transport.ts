import { Agent, type Dispatcher } from "undici";

/** The part of `fetch` that is used here. Node's global one fits, and so does any stand-in of the same shape. */
export type Fetch = (input: string, init: RequestInit) => Promise<Response>;

/** How requests leave the process. */
export interface TransportOptions {
  /** Default: Node's own `fetch`. */
  readonly fetch?: Fetch | undefined;
  /** An undici 7 dispatcher (a proxy, a pool). The caller closes it. Default: an own Agent, closed with the client. */
  readonly dispatcher?: Dispatcher | undefined;
}

/** Sends requests over sockets of its own, which `close` releases. */
export interface Transport {
  send(url: URL, init: RequestInit): Promise<Response>;
  /** Waits for requests under way, then releases the sockets. Any number of times. */
  close(): Promise<void>;
}

/** A host that swallows packets is then known as unreachable, not as "maybe reached", before the call's deadline. */
const connectTimeoutMs = 4000;

export function createTransport(options: TransportOptions): Transport {
  const ownAgent =
    options.fetch || options.dispatcher ? undefined : new Agent({ connect: { timeout: connectTimeoutMs } });
  const dispatcher = options.dispatcher ?? ownAgent;
  let closing: Promise<void> | undefined;
  return {
    send(url, init) {
      // Looked up at the call, so that a `fetch` that a test puts in place later is seen.
      const send: Fetch = options.fetch ?? globalThis.fetch;
      const withDispatcher = dispatcher ? { ...init, dispatcher } : init;
      // Node's type of `dispatcher` comes from the undici inside Node; a dispatcher of undici 7 works with it.
      return send(url.href, withDispatcher as RequestInit);
    },
    close() {
      closing ??= ownAgent?.close() ?? Promise.resolve();
      return closing;
    },
  };
}

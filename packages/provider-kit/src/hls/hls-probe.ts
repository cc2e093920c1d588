import { type Clock, type ErrorCode, HybridStreamError, systemClock } from "@hybrid-stream/spec";
import { createDeadline, type Deadline } from "../transport/deadline.js";
import { exchange } from "../transport/exchange.js";
import { createTransport, type TransportOptions } from "../transport/transport.js";
import type { HlsProbeResult } from "./hls-probe-result.js";
import { readPlaylistAnswer } from "./read-playlist-answer.js";

const maxPlaylistBytes = 1024 * 1024;
const maxVariantHops = 2;
const maxRedirects = 3;

export interface HlsProbeOptions extends TransportOptions {
  /** Default: the machine's clock. */
  readonly clock?: Clock;
  /** For one probe, all its requests together. Default 5000. */
  readonly timeoutMs?: number;
}

/** Looks at HLS playback the way a player does. */
export interface HlsProbe {
  /**
   * Reads the playlist at `url`, or the first variant's when it lists variants. Addresses appear in no result.
   *
   * @throws `aborted` (`timeout` for an `AbortSignal.timeout`) when `signal` aborts, and for nothing else.
   */
  probe(url: string, options?: { readonly signal?: AbortSignal }): Promise<HlsProbeResult>;
  /** Waits for probes under way, then releases the sockets. Any number of times. */
  close(): Promise<void>;
}

function unreachable(code: ErrorCode, message: string): HlsProbeResult {
  // A probe changes nothing, so it may always be repeated.
  const retry = code === "timeout" || code === "connection-lost" || code === "vendor-unavailable" ? "safe" : undefined;
  return { state: "unreachable", error: new HybridStreamError({ code, message, retry, operation: "probe" }).toJSON() };
}

function parseAddress(text: string, base?: URL): URL | null {
  const url = URL.canParse(text, base?.href) ? new URL(text, base?.href) : null;
  if (!url || (url.protocol !== "http:" && url.protocol !== "https:")) return null;
  return base && url.protocol !== base.protocol ? null : url;
}

/** Makes an {@link HlsProbe} with sockets of its own. */
export function createHlsProbe(options: HlsProbeOptions = {}): HlsProbe {
  const { clock = systemClock, timeoutMs = 5000 } = options;
  const transport = createTransport(options);
  let closed = false;

  async function look(first: URL, deadline: Deadline): Promise<HlsProbeResult> {
    let url = first;
    let variantHops = 0;
    let redirects = 0;
    for (;;) {
      const init = { headers: { accept: "application/vnd.apple.mpegurl, application/x-mpegurl, */*;q=0.1" } };
      const answer = await exchange({ transport, url, init, deadline, maxBytes: maxPlaylistBytes });
      if (!answer.answered) return unreachable(answer.code, `No playlist from ${url.host}: ${answer.reason}.`);
      const reading = readPlaylistAnswer(answer);
      if (reading.kind === "result") return reading.result;
      if (reading.kind === "failure") return unreachable(reading.code, `${url.host} ${reading.problem}.`);
      if (reading.kind === "variant" ? ++variantHops > maxVariantHops : ++redirects > maxRedirects) {
        return unreachable("unexpected-response", `${url.host} leads from one address to the next without end.`);
      }
      const next = parseAddress(reading.uri, url);
      if (!next) {
        return unreachable("unexpected-response", `${url.host} leads to an address that is not ${url.protocol}//.`);
      }
      url = next;
    }
  }

  return {
    async probe(address, { signal } = {}) {
      if (closed) return unreachable("closed", "The probe has been closed.");
      const url = parseAddress(address);
      if (!url) return unreachable("invalid-options", "The playback address is not an http:// or https:// URL.");
      const deadline = createDeadline({ clock, timeoutMs, signal });
      try {
        const result = await look(url, deadline);
        if (!deadline.byCaller()) return result;
        const code = deadline.cause() ?? "aborted";
        throw new HybridStreamError({ code, message: "The probe was cancelled.", retry: "safe", operation: "probe" });
      } finally {
        deadline.dispose();
      }
    },
    close() {
      closed = true;
      return transport.close();
    },
  };
}

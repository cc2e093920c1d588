import { parseOptions } from "@hybrid-stream/provider-kit";
import { HybridStreamError, type MediaSourceFactory } from "@hybrid-stream/spec";
import { openSocketSession } from "./socket-session.js";
import { addressFor, type TcpMediaSourceOptions, tcpSourceSchema } from "./tcp-options.js";

/**
 * A media source that is fed by a program of yours over a local socket: a native sidecar on Agora's server SDK, an
 * encoder, a capture card. Made for `ffmpegRelay({ sources: { sidecar: tcpMediaSource(…) } })`.
 *
 * One sidecar at a time is heard; it is held up when the reader is slow. When it hangs up the stream ends with
 * `source-ended`, after which the source can be opened again. Between two openings nobody listens: the sidecar tries
 * again until it gets through.
 *
 * @throws `invalid-options`. The factory throws `invalid-options` when a function of yours names no usable address,
 * and `source-unreadable` when the socket cannot be opened or no sidecar sends in time.
 */
export function tcpMediaSource(options: TcpMediaSourceOptions): MediaSourceFactory {
  const settings = parseOptions(tcpSourceSchema, options, { name: "tcpMediaSource()" });
  if ((settings.path === undefined) === (settings.port === undefined)) {
    throw new HybridStreamError({
      code: "invalid-options",
      message: 'tcpMediaSource(): set exactly one of the options "path" and "port".',
      field: "path",
    });
  }
  return async (params, signal) => {
    return openSocketSession({ settings, address: addressFor(settings, params), signal });
  };
}

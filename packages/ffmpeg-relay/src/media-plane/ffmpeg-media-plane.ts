import { HybridStreamError, type MediaPlane } from "@hybrid-stream/spec";
import { readOptions } from "../options.js";
import { FfmpegPush } from "./ffmpeg-push.js";
import { type FfmpegMediaPlaneOptions, readMediaPlaneOptions } from "./options.js";
import { pushSpec } from "./push-spec.js";

/**
 * Moves the media of a vendor's simulator: each push is a real FFmpeg that sends the test picture, with both its clocks,
 * to the RTMP(S) address. One that fails is not started again.
 *
 * @throws `invalid-options` with `field`; `startPush` throws `closed` after `close`.
 */
export function ffmpegMediaPlane(options: FfmpegMediaPlaneOptions = {}): MediaPlane {
  const { limit, ffmpegPath, tls, clock, logger } = readMediaPlaneOptions(options);
  const configuration = readOptions({
    id: "ffmpeg-media-plane",
    tls: { verify: tls.verify, ...(tls.caFile === undefined ? {} : { caFile: tls.caFile }) },
    clock,
    logger,
    ...(ffmpegPath === undefined ? {} : { ffmpegPath }),
  });
  const running = new Set<FfmpegPush>();
  let closed = false;
  return {
    startPush(request) {
      if (closed) {
        const message = "This media plane has been closed. Make a new one with ffmpegMediaPlane().";
        throw new HybridStreamError({ code: "closed", message, operation: "startPush" });
      }
      const push = new FfmpegPush(request.label, pushSpec(request, limit), configuration);
      running.add(push);
      void push.ended.then(() => running.delete(push));
      return push;
    },
    async close() {
      closed = true;
      await Promise.all([...running].map((push) => push.stop()));
    },
  };
}

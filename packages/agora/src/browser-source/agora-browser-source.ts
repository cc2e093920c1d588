import { parseOptions } from "@hybrid-stream/provider-kit";
import type { MediaSourceFactory } from "@hybrid-stream/spec";
import { resolvePageSettings } from "../page/resolve-page-settings.js";
import { openBrowserSession } from "./open-browser-session.js";
import { type AgoraBrowserSourceOptions, browserSourceSchema, paramsSchema } from "./options.js";

/**
 * A media source that watches an Agora channel in a headless Chrome or Chromium and hands on what it sees, in a
 * picture of fixed size, whatever WebRTC does. For `ffmpegRelay({ sources: { "agora-viewer": agoraBrowserSource(…) } })`
 * and orders with `{ kind: "custom", name: "agora-viewer", params: { channel } }`. It can be opened any number of times.
 *
 * While there is no host it shows a waiting picture and says `publisherPresent: false`. It renews its token and joins
 * again by itself. A browser that dies ends the stream with `browser-crashed`; the relay's owner opens it again.
 *
 * @throws `invalid-options`. The factory throws `invalid-options` for wrong params, `browser-not-found`,
 * `browser-crashed`, and `source-unreadable` when the channel cannot be joined in time.
 */
export function agoraBrowserSource(options: AgoraBrowserSourceOptions): MediaSourceFactory {
  const checked = parseOptions(browserSourceSchema, options, { name: "agoraBrowserSource()" });
  const settings = { ...checked, ...resolvePageSettings(checked) };
  return async (params, signal) => {
    const { channel } = parseOptions(paramsSchema, params, { name: "agoraBrowserSource() source.params" });
    return openBrowserSession({ settings, channel, signal });
  };
}

export { createHlsProbe, type HlsProbe, type HlsProbeOptions } from "./hls/hls-probe.js";
export type { HlsNotYet, HlsPlaying, HlsProbeResult, HlsUnreachable } from "./hls/hls-probe-result.js";
export {
  type InvalidPlaylist,
  type MediaPlaylist,
  type MultivariantPlaylist,
  parsePlaylist,
} from "./hls/parse-playlist.js";
export { type OptionOrEnvironment, optionOrEnvironment } from "./options/option-or-environment.js";
export { parseOptions } from "./options/parse-options.js";
export type { Fetch, TransportOptions } from "./transport/transport.js";

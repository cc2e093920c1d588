export { agoraBrowserSource } from "./browser-source/agora-browser-source.js";
export type { AgoraBrowserSourceOptions } from "./browser-source/options.js";
export { tcpMediaSource } from "./browser-source/tcp-media-source.js";
export type { PerOrder, TcpMediaSourceOptions } from "./browser-source/tcp-options.js";

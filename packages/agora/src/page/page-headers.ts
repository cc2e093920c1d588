import type { ChannelAdapter, PageSdk } from "./page-options.js";

/** The headers of every answer: nothing is stored, nothing is told to other sites, and nobody frames the page. */
export function pageHeaders(sdk: PageSdk | null, adapter: ChannelAdapter | undefined): Record<string, string> {
  const sdkSource = sdk !== null && "url" in sdk ? ` ${sdk.url.replace(/[?#].*$/, "")}` : "";
  // Agora's edge servers have changing names and ports; its audio code is WebAssembly in workers made from blobs.
  const connect = adapter === undefined ? "'self' https: wss:" : ["'self'", ...(adapter.connectTo ?? [])].join(" ");
  const policy = [
    "default-src 'none'",
    `script-src 'self' 'wasm-unsafe-eval'${sdkSource}`,
    "style-src 'self'",
    "img-src 'self' data:",
    "media-src 'self' blob: mediastream:",
    `connect-src ${connect}`,
    "worker-src 'self' blob:",
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
  ].join("; ");
  return {
    "content-security-policy": policy,
    "cache-control": "no-store",
    "referrer-policy": "no-referrer",
    "x-content-type-options": "nosniff",
    "cross-origin-resource-policy": "same-origin",
  };
}

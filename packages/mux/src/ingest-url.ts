/** Where Mux takes encoders in: near the encoder, or in one region. */
export const muxIngestRegions = ["global-live", "us-east", "us-west", "eu-west"] as const;

export type MuxIngestRegion = (typeof muxIngestRegions)[number];

/** Port 443, since 5222 (plain RTMP) is blocked in many networks. Source: Mux, configure-broadcast-software. */
export function ingestUrlOf(region: MuxIngestRegion): string {
  const host = region === "global-live" ? "global-live.mux.com" : `${region}.live.mux.com`;
  return `rtmps://${host}:443/app`;
}

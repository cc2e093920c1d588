/** One row of the seed's `stream_metrics`, with the integrals that a sample alone would lose. */
export interface MetricRow {
  channelId: string;
  session: number;
  /** Start of the span that the row covers. ISO 8601. */
  at: string;
  /** Seconds. */
  spanSeconds: number;
  /** Mean over the span; `null` is "not known", never zero. */
  agoraViewers: number | null;
  hlsViewers: number | null;
  bitrateKbps: number | null;
  relayHealth: string;
  agoraViewerSeconds: number | null;
  hlsViewerSeconds: number | null;
  bytes: number | null;
}

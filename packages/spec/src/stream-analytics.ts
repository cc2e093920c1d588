/** From `from` (included) to `to` (excluded). */
export interface TimeRange {
  readonly from: Date;
  readonly to: Date;
}

/** What the platform counted over a range. `null` is "not told", never zero. */
export interface StreamAnalytics {
  minutesDelivered: number | null;
  minutesReceived: number | null;
  bytesDelivered: number | null;
  peakViewers: number | null;
  averageBitrateKbps: number | null;
  /** How late the vendor's figures are at worst. Seconds; `null` when not known. */
  delaySeconds: number | null;
}

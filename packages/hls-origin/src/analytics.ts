import type { StreamAnalytics, TimeRange } from "@hybrid-stream/spec";
import type { DeliveryLedger } from "./playback/delivery-ledger.js";

const unknown: StreamAnalytics = {
  minutesDelivered: null,
  minutesReceived: null,
  bytesDelivered: null,
  peakViewers: null,
  averageBitrateKbps: null,
  delaySeconds: null,
};

/** What this origin can count. */
export interface CountingScope {
  readonly seesDelivery: boolean;
  readonly countsViewers: boolean;
}

/** The counts of a range. A range that ends before counting began is not known. */
export function analyticsOf(ledger: DeliveryLedger | null, range: TimeRange, scope: CountingScope): StreamAnalytics {
  if (ledger === null || range.to <= ledger.since) return unknown;
  const sum = ledger.sum(range);
  return {
    minutesDelivered: scope.seesDelivery ? sum.secondsDelivered / 60 : null,
    minutesReceived: sum.secondsReceived / 60,
    bytesDelivered: scope.seesDelivery ? sum.bytesDelivered : null,
    peakViewers: scope.countsViewers ? sum.peakViewers : null,
    averageBitrateKbps: sum.secondsReceived > 0 ? (sum.bytesReceived * 8) / 1000 / sum.secondsReceived : null,
    delaySeconds: 0,
  };
}

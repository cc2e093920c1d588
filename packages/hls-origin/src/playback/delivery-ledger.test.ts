import { createVirtualClock } from "@hybrid-stream/testkit";
import { describe, expect, it } from "vitest";
import { DeliveryLedger } from "./delivery-ledger.js";

describe("the delivery ledger", () => {
  it("sums the minutes of a range", async () => {
    const clock = createVirtualClock();
    const ledger = new DeliveryLedger(clock);
    const from = clock.now();
    ledger.delivered(1000, 2);
    ledger.received(500, 2);
    ledger.viewers(7);
    await clock.advance(60_000);
    const middle = clock.now();
    ledger.delivered(100, 2);
    ledger.viewers(3);
    await clock.advance(1);
    const both = ledger.sum({ from, to: clock.now() });
    expect(both).toEqual({
      bytesDelivered: 1100,
      secondsDelivered: 4,
      bytesReceived: 500,
      secondsReceived: 2,
      peakViewers: 7,
    });
    expect(ledger.sum({ from: middle, to: clock.now() })).toMatchObject({ bytesDelivered: 100, peakViewers: 3 });
    expect(ledger.sum({ from, to: middle })).toMatchObject({ bytesDelivered: 1000, peakViewers: 7 });
  });

  it("keeps two days", async () => {
    const clock = createVirtualClock();
    const ledger = new DeliveryLedger(clock);
    const from = clock.now();
    for (let minute = 0; minute < 2890; minute++) {
      ledger.delivered(1, 0);
      await clock.advance(60_000);
    }
    expect(ledger.sum({ from, to: clock.now() }).bytesDelivered).toBe(2880);
  });
});

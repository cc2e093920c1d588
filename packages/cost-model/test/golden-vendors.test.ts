import { describe, expect, it } from "vitest";
import { list202611, list202611NoAllowances } from "../src/books/index.js";
import {
  bytesPerGigabyte,
  formatUsd,
  loadPriceBook,
  millisecondsPerHour,
  millisecondsPerMinute,
  overridePrices,
  rate,
} from "../src/index.js";

/** Volume tiers as they are, no free quantities and no plans. */
const tiersOnly = loadPriceBook({
  ...list202611.data,
  id: "tiers-only",
  planGroups: [],
  prices: list202611.data.prices.filter(({ plan }) => plan === undefined),
});
const region = "na-eu";
const minutes = (meter: string, count: number) => ({ meter, quantity: BigInt(count) * millisecondsPerMinute, region });
const hours = (meter: string, count: number) => ({ meter, quantity: BigInt(count) * millisecondsPerHour, region });

describe("the vendors' own examples", () => {
  it("Agora: an hour of three hosts with a shared screen, on Interactive Live and on Broadcast", () => {
    const usage = (product: string) => [
      minutes(`agora.${product}.fhd`, 60),
      minutes(`agora.${product}.2k`, 120),
      minutes(`agora.${product}.2kplus`, 120),
    ];
    expect(formatUsd(rate(tiersOnly, usage("rtc")).total)).toBe("6.78");
    expect(formatUsd(rate(tiersOnly, usage("broadcast")).total)).toBe("3.39");
  });

  it("Agora: four recordings of a month cost 1.66404", () => {
    const seconds = { audio: 18_000, hd: 3_500, fhd: 1_680, "2kplus": 520 };
    const usage = Object.entries(seconds).map(([name, count]) => ({
      meter: `agora.cloud-recording.${name}`,
      quantity: BigInt(count) * 1000n,
    }));
    expect(formatUsd(rate(tiersOnly, usage).total, 5)).toBe("1.66404");
  });

  it("Agora: 59 s are billed as 1 min, 61 s as 2, and seconds are summed over the month first", () => {
    const billed = (...seconds: number[]) =>
      rate(
        list202611,
        seconds.map((count) => ({ meter: "agora.rtc.hd", quantity: BigInt(count) * 1000n })),
      ).lineItems[0]?.pricingQuantity;
    expect(billed(59)).toBe(millisecondsPerMinute);
    expect(billed(61)).toBe(2n * millisecondsPerMinute);
    expect(billed(30, 31)).toBe(2n * millisecondsPerMinute);
  });

  it("Agora: 27.42 standard minutes are billed as 28, and 100,000 above a package cost 99.00", () => {
    const usage = [minutes("agora.broadcast.audio", 6), minutes("agora.rtc.hd", 6)];
    const [line] = rate(list202611, usage, { plans: ["agora.package"] }).lineItems;
    expect(line).toMatchObject({ pricingQuantity: 28n * millisecondsPerMinute, cost: 0n });
    const above = rate(list202611, [minutes("agora.rtc.audio", 150_000)], { plans: ["agora.package.starter"] });
    expect(formatUsd(above.total - above.recurring)).toBe("99.00");
  });

  it("Agora: 600,000 minutes have 5 % off from 100,000 and 7 % from 500,000", () => {
    const { lineItems } = rate(list202611, [minutes("agora.rtc.hd", 600_000)]);
    const parts = lineItems.map(({ pricingQuantity, percent }) => [pricingQuantity / millisecondsPerMinute, percent]);
    expect(parts).toEqual([
      [10_000n, 0n],
      [90_000n, 100n],
      [400_000n, 95n],
      [100_000n, 93n],
    ]);
  });

  it.each([
    [791, "67.24"],
    [18_017, "1492.56"],
    [36_035, "2934.00"],
  ])("CloudFront: %i GB cost %s", (count, printed) => {
    const usage = [{ meter: "cloudfront.data-transfer-out", quantity: BigInt(count) * bytesPerGigabyte, region }];
    expect(formatUsd(rate(tiersOnly, usage).total)).toBe(printed);
  });

  it("CloudFront: the Pro plan for half a month costs 7.50", () => {
    const usage = [{ meter: "cloudfront.https-request", quantity: 2_000_000n, region }];
    const bill = rate(list202611, usage, { plans: ["cloudfront.flat.pro"], planShare: [1n, 2n] });
    expect(formatUsd(bill.total)).toBe("7.50");
  });

  it.each([
    [5, "273.60"],
    [25, "768.00"],
    [100, "2484.00"],
  ])("IVS: a month of Basic in SD with %i viewers costs %s", (viewers, printed) => {
    const usage = [hours("ivs.input.basic", 720), hours("ivs.output.sd", 720 * viewers)];
    expect(formatUsd(rate(list202611, usage).total)).toBe(printed);
  });

  it.each([
    [1, "2.15"],
    [10, "3.50"],
    [100, "17.00"],
  ])("IVS: an hour of Standard in 1080p with %i viewers costs %s", (viewers, printed) => {
    const usage = [hours("ivs.input.standard", 1), hours("ivs.output.fhd", viewers)];
    expect(formatUsd(rate(list202611, usage).total)).toBe(printed);
  });

  it("IVS: the example of 2020 costs 34.00 at the prices of 2020", () => {
    const then = { unit: "delivered-hour", source: "2020" };
    const book = overridePrices(list202611, {
      id: "ivs-2020",
      sources: {
        "2020": {
          text: "github.com/owncast/owncast/issues/183, quoting AWS",
          asOf: "2020-09-25",
          confidence: "medium",
        },
      },
      prices: [
        { id: "ivs.output.sd", name: "IVS SD", usd: "0.0375", ...then },
        { id: "ivs.output.hd", name: "IVS HD", usd: "0.0750", region: "na-eu-il-tr", ...then },
      ],
    });
    const usage = [
      hours("ivs.input.standard", 2),
      hours("ivs.output.sd", 200),
      hours("ivs.output.hd", 100),
      hours("ivs.output.fhd", 100),
    ];
    expect(formatUsd(rate(book, usage).total)).toBe("34.00");
  });

  it.each([
    [5, "221.00"],
    [25, "1085.00"],
    [100, "4325.00"],
  ])("Cloudflare Stream: a month live with %i viewers and one block of storage costs %s", (viewers, printed) => {
    const usage = [
      minutes("cloudflare.stream.minutes-delivered", 43_200 * viewers),
      minutes("cloudflare.stream.minutes-stored", 1_000),
    ];
    expect(formatUsd(rate(list202611, usage).total)).toBe(printed);
  });

  it("R2: 290 million billable reads cost 104.40", () => {
    const usage = [{ meter: "cloudflare.r2.class-b-operations", quantity: 300_000_000n }];
    expect(formatUsd(rate(list202611, usage).total)).toBe("104.40");
  });

  it.each([
    [5, "1076.05"],
    [25, "1748.05"],
    [100, "3970.65"],
  ])("Mux: thirty days live with %i viewers cost %s, pay as you go", (viewers, printed) => {
    const usage = [minutes("mux.input.720p", 43_200), minutes("mux.delivery.720p", 43_200 * viewers)];
    expect(formatUsd(rate(list202611, usage, { plans: ["mux.pay-as-you-go"] }).total)).toBe(printed);
  });
});

it.each([
  ["agora.rtc.hd", 60_000_000n, "239.4000"],
  ["agora.rtc.fhd", 60_000_000n, "539.4000"],
  ["agora.rtc.2k", 60_000_000n, "959.4000"],
  ["agora.rtc.2kplus", 60_000_000n, "2159.4000"],
  ["agora.broadcast.hd", 60_000_000n, "119.4000"],
  ["ivs.output.hd", 60_000_000n, "72.0000"],
  ["cloudflare.stream.minutes-delivered", 60_000_000n, "60.0000"],
  ["mux.delivery.720p", 60_000_000n, "48.0000"],
])("a thousand viewer-hours of %s cost %s", (meter, thousandMinutes, printed) => {
  const usage = [{ meter, quantity: thousandMinutes * 60n, region }];
  expect(formatUsd(rate(list202611NoAllowances, usage).total, 4)).toBe(printed);
});

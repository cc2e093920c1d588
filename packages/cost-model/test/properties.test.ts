import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { list202611, list202611NoAllowances, seedBook } from "../src/books/index.js";
import {
  allocate,
  breakEven,
  comparison,
  estimate,
  formatUsd,
  loadPriceBook,
  overridePrices,
  type PriceBookData,
  type PriceRow,
  parseUsd,
  presetNames,
  rate,
  sensitivity,
  type TierData,
  toFocus,
  totalCost,
  usdString,
} from "../src/index.js";

const runs = { numRuns: 1_000 };
const minute = 60_000n;

/** A small book: falling and rising steps, a quantum, a pool, plans. */
const testData: PriceBookData = {
  id: "test",
  name: "Test",
  asOf: "2026-11-01",
  sources: { here: { text: "made up", asOf: "2026-11-01", confidence: "high" } },
  prices: [
    { id: "plain", name: "Plain", unit: "minute", usd: "0.06", source: "here" },
    {
      id: "falling",
      name: "Falling",
      unit: "minute",
      tiers: [{ usd: "0.30", upTo: 10 }, { usd: "0.17", upTo: 25 }, { usd: "0.07" }],
      source: "here",
    },
    {
      id: "volume",
      name: "Volume",
      unit: "request",
      mode: "volume",
      tiers: [{ usd: "2", upTo: 5 }, { usd: "1" }],
      source: "here",
    },
    { id: "package", name: "Package", unit: "minute", per: 7, mode: "package", usd: "1.01", source: "here" },
    {
      id: "ceiling",
      name: "Ceiling",
      unit: "minute",
      usd: "0.5",
      roundUp: { units: 1, over: "month" },
      source: "here",
    },
    { id: "pooled.a", name: "A", unit: "minute", usd: "0.11", source: "here" },
    { id: "pooled.b", name: "B", unit: "minute", usd: "0.23", source: "here" },
  ],
  planGroups: [
    {
      id: "pooled",
      meters: ["pooled.a", "pooled.b"],
      plans: [
        {
          id: "pooled.free",
          name: "Free minutes",
          pools: [
            {
              order: ["pooled.a", "pooled.b"],
              unit: "minute",
              weights: { "pooled.b": 300 },
              tiers: [{ percent: 0, upTo: 20 }, { percent: 100, upTo: 60 }, { percent: 90 }],
            },
          ],
          source: "here",
        },
        { id: "pooled.credit", name: "Credit", monthlyUsd: "3", creditUsd: "9", source: "here" },
      ],
    },
  ],
};
const testBook = loadPriceBook(testData);

const quantity = fc.bigInt({ min: 0n, max: 5_000_000n });
const meters = ["plain", "falling", "package", "ceiling", "pooled.a", "pooled.b"] as const;
const usage = fc.array(fc.record({ meter: fc.constantFrom(...meters), quantity }), { maxLength: 12 });
const cost = (lines: readonly { meter: string; quantity: bigint }[]): bigint => rate(testBook, lines).total;

const scenario = fc.record({
  architecture: fc.constantFrom(...presetNames.filter((name) => name !== "option-a" && name !== "option-b")),
  viewers: fc.integer({ min: 0, max: 5_000 }),
  hours: fc.integer({ min: 1, max: 240 }).map((tenths) => tenths / 10),
  bitrateKbps: fc.integer({ min: 100, max: 8_000 }),
});

describe("prices", () => {
  it("1. cost nothing below zero, and nothing for nothing but what is due anyhow", () => {
    fc.assert(
      fc.property(scenario, (given) => {
        const { total } = estimate(list202611, given);
        expect(total >= 0n).toBe(true);
        const { total: idle, recurring } = estimate(seedBook, { architecture: "option-a", viewers: 0, hours: 0 });
        expect(idle).toBe(recurring);
      }),
      runs,
    );
    expect(rate(list202611, []).total).toBe(0n);
  });

  it("2. never fall as viewers, hours or bitrate grow", () => {
    fc.assert(
      fc.property(scenario, fc.nat(500), (given, more) => {
        const before = totalCost(list202611, given);
        expect(totalCost(list202611, { ...given, viewers: given.viewers + more }) >= before).toBe(true);
        expect(totalCost(list202611, { ...given, hours: given.hours + more / 10 }) >= before).toBe(true);
        expect(totalCost(list202611, { ...given, bitrateKbps: given.bitrateKbps + more }) >= before).toBe(true);
      }),
      runs,
    );
  });

  it("2. warn where a volume price falls at the edge of a step", () => {
    fc.assert(
      fc.property(fc.bigInt({ min: 1n, max: 30n }), (count) => {
        const codes = rate(testBook, [{ meter: "volume", quantity: count }]).warnings.map(({ code }) => code);
        expect(codes.includes("volume-drop")).toBe(count > 5n && count < 10n);
      }),
      runs,
    );
  });

  it("3. add up where nothing depends on the quantity, and free quantities are granted once", () => {
    fc.assert(
      fc.property(quantity, quantity, (a, b) => {
        const plain = (value: bigint) => cost([{ meter: "plain", quantity: value }]);
        expect(plain(a + b)).toBe(plain(a) + plain(b));
        const falling = (value: bigint) => cost([{ meter: "falling", quantity: value }]);
        expect(falling(a + b) <= falling(a) + falling(b)).toBe(true);
        const free = (value: bigint) =>
          rate(testBook, [{ meter: "pooled.a", quantity: (value % (60n * minute)) / 2n }], { plans: ["pooled.free"] })
            .total;
        const [x, y] = [a % (30n * minute), b % (30n * minute)];
        const whole = rate(testBook, [{ meter: "pooled.a", quantity: x / 2n + y / 2n }], {
          plans: ["pooled.free"],
        }).total;
        expect(free(x) + free(y) <= whole).toBe(true);
      }),
      runs,
    );
  });

  it("4. are continuous at every bound, and cutting a step in two changes nothing", () => {
    const steps = testData.prices[1]?.tiers ?? [];
    const bookOf = (tiers: readonly TierData[]) =>
      overridePrices(testBook, {
        id: "cut",
        prices: [{ id: "falling", name: "Falling", unit: "minute", tiers, source: "here" }],
      });
    fc.assert(
      fc.property(fc.integer({ min: 11, max: 24 }), quantity, (at, value) => {
        const [first, second, third] = steps;
        if (!first || !second || !third) throw new Error("there are three steps");
        const cut = bookOf([first, { usd: second.usd, upTo: at }, second, third]);
        const lines = [{ meter: "falling", quantity: value }];
        expect(rate(cut, lines).total).toBe(cost(lines));
        for (const bound of [10n, 25n]) {
          const edge = cost([{ meter: "falling", quantity: bound * minute }]);
          const beyond = cost([{ meter: "falling", quantity: bound * minute + 1n }]);
          expect(beyond - edge <= 300_000_000_000n / minute + 1n).toBe(true);
        }
      }),
      runs,
    );
  });

  it("5. do not depend on the unit: by the minute, the hour or a thousand minutes", () => {
    const units: PriceRow[] = [
      { id: "m", name: "m", unit: "minute", usd: "0.00399", source: "here" },
      { id: "h", name: "h", unit: "hour", usd: "0.2394", source: "here" },
      { id: "k", name: "k", unit: "minute", per: 1000, usd: "3.99", source: "here" },
    ];
    const book = overridePrices(testBook, { id: "units", prices: units });
    fc.assert(
      fc.property(fc.bigInt({ min: 0n, max: 10n ** 15n }), (value) => {
        const costs = ["m", "h", "k"].map((meter) => rate(book, [{ meter, quantity: value }]).total);
        expect(new Set(costs).size).toBe(1);
      }),
      runs,
    );
    expect(formatUsd(rate(book, [{ meter: "k", quantity: 1_000n * minute }]).total)).toBe("3.99");
  });

  it("6. bill no less than was used, and less than one quantum more", () => {
    fc.assert(
      fc.property(fc.array(quantity, { minLength: 1, maxLength: 6 }), (quantities) => {
        const lines = quantities.map((value) => ({ meter: "ceiling", quantity: value }));
        const { lineItems } = rate(testBook, lines);
        const used = quantities.reduce((sum, value) => sum + value, 0n);
        const billed = lineItems.reduce((sum, { pricingQuantity }) => sum + pricingQuantity, 0n);
        expect(billed >= used && billed - used < minute && billed % minute === 0n).toBe(true);
      }),
      runs,
    );
  });

  it("7. do not depend on the order of the lines, and are split exactly", () => {
    fc.assert(
      fc.property(usage, fc.array(fc.bigInt({ min: 0n, max: 10n ** 15n }), { minLength: 1 }), (lines, weights) => {
        const total = cost(lines);
        expect(cost([...lines].reverse())).toBe(total);
        const parts = allocate(total, weights);
        expect(parts.reduce((sum, part) => sum + part, 0n)).toBe(total);
        expect(parts).toHaveLength(weights.length);
      }),
      runs,
    );
  });

  it("8. are rounded when they are shown: line items add up to the total", () => {
    fc.assert(
      fc.property(usage, (lines) => {
        const { total, lineItems } = rate(testBook, lines);
        expect(lineItems.reduce((sum, item) => sum + item.cost, 0n)).toBe(total);
      }),
      runs,
    );
  });

  it("9. are the least of the plans, so that another plan never raises them", () => {
    fc.assert(
      fc.property(usage, (lines) => {
        const alone = ["pooled.free", "pooled.credit"].map((plan) => rate(testBook, lines, { plans: [plan] }).total);
        const least = alone.reduce((a, b) => (a < b ? a : b));
        expect(cost(lines)).toBe(least);
      }),
      runs,
    );
  });
});

describe("comparisons", () => {
  const pair = fc.tuple(scenario, scenario).map(([a, b]) => [a, { ...b, hours: a.hours }] as const);

  it("10. break even where the sign changes, as a look at every number finds", () => {
    fc.assert(
      fc.property(pair, fc.integer({ min: 1, max: 12 }), ([a, b], max) => {
        const options = { axis: "viewers", max } as const;
        const intervals = breakEven(list202611, a, { against: b, ...options });
        const found = intervals.flatMap(({ from, to, cheaper }) => Array(to - from + 1).fill(cheaper));
        const scanned = Array.from({ length: max + 1 }, (_, viewers) => {
          const left = totalCost(list202611, { ...a, viewers });
          const right = totalCost(list202611, { ...b, viewers });
          return left === right ? "equal" : left < right ? "a" : "b";
        });
        expect(found).toEqual(scanned);
        const swapped = breakEven(list202611, b, { against: a, ...options });
        const other = { a: "b", b: "a", equal: "equal" } as const;
        expect(swapped.map(({ cheaper }) => other[cheaper])).toEqual(intervals.map(({ cheaper }) => cheaper));
      }),
      runs,
    );
  });

  it("11. save nothing on themselves, and the reverse the other way round", () => {
    fc.assert(
      fc.property(pair, ([a, b]) => {
        const [left, right] = [estimate(list202611, a), estimate(list202611, b)];
        expect(comparison(left, left).saving).toBe(0n);
        expect(comparison(left, right).saving).toBe(-comparison(right, left).saving);
      }),
      runs,
    );
  });

  it("15. say the same for the same seed, in order", () => {
    fc.assert(
      fc.property(scenario, fc.integer(), (given, seed) => {
        // A flat rate has no margin, so that the book without plans has no price for it.
        fc.pre(given.architecture !== "hls-cloudfront-flat");
        const options = {
          ranges: { viewers: [given.viewers, given.viewers + 500], watchShare: [0.4, 1] },
          seed,
          runs: 20,
        } as const;
        const found = sensitivity(list202611NoAllowances, given, options);
        expect(sensitivity(list202611NoAllowances, given, options)).toEqual(found);
        const { low, p10, p50, p90, high } = found;
        expect(low <= p10 && p10 <= p50 && p50 <= p90 && p90 <= high).toBe(true);
        expect((found.swings[0]?.size ?? 0n) >= (found.swings[1]?.size ?? 0n)).toBe(true);
      }),
      runs,
    );
  });
});

/** A decimal string times another, in pico-dollars, to the nearest. */
function product(price: string, count: string): bigint {
  const scaled = (text: string): [bigint, number] => {
    const [whole = "", fraction = ""] = text.split(".");
    return [BigInt(whole + fraction), fraction.length];
  };
  const [a, digitsOfA] = scaled(price);
  const [b, digitsOfB] = scaled(count);
  const divisor = 10n ** BigInt(digitsOfA + digitsOfB);
  return (a * b * 10n ** 12n + (a * b < 0n ? -divisor : divisor) / 2n) / divisor;
}

describe("records and texts", () => {
  it("13. list unit price times pricing quantity is list cost on every FOCUS record, to the pico-dollar", () => {
    fc.assert(
      fc.property(scenario, usage, (given, lines) => {
        const context = { billingPeriodStart: "2026-11-01", billingPeriodEnd: "2026-12-01" };
        for (const { lineItems } of [estimate(list202611, given), rate(testBook, lines)]) {
          for (const record of toFocus(lineItems, context)) {
            const cost = parseUsd(record.ListCost ?? "") ?? 0n;
            const difference = product(record.ListUnitPrice ?? "", record.PricingQuantity ?? "") - cost;
            expect(difference >= -1n && difference <= 1n).toBe(true);
          }
        }
      }),
      runs,
    );
  });

  it("amounts survive being written and read", () => {
    fc.assert(
      fc.property(fc.bigInt({ min: -(10n ** 24n), max: 10n ** 24n }), (amount) => {
        expect(parseUsd(usdString(amount))).toBe(amount);
        expect(parseUsd(formatUsd(amount, 12))).toBe(amount);
      }),
      runs,
    );
  });
});

import { describe, expect, it } from "vitest";
import { books, list202611, list202611Data, seedBook } from "../src/books/index.js";
import {
  estimate,
  formatUsd,
  loadPriceBook,
  overridePrices,
  type PriceRow,
  type Resolution,
  rate,
  type Scenario,
  totalCost,
} from "../src/index.js";

const sources = { here: { text: "made up", asOf: "2026-11-01", confidence: "low" } } as const;
const bookOf =
  (prices: readonly unknown[], change: object = {}) =>
  () =>
    loadPriceBook({ id: "x", name: "X", asOf: "2026-11-01", sources, prices, ...change });
const row = { id: "a", name: "A", unit: "minute", usd: "1", source: "here" } as const;
const { usd: _usd, ...unpriced } = row;

describe("loading a book", () => {
  it.each([
    ["no object", () => loadPriceBook("prices"), "book"],
    ["an unknown key", bookOf([{ ...row, price: "1" }]), "prices[0].price"],
    ["a price as a number", bookOf([{ ...row, usd: 3.99 }]), "prices[0].usd"],
    ["a price below zero", bookOf([{ ...row, usd: "-1" }]), "prices[0].usd"],
    ["a block of nothing", bookOf([{ ...row, per: 0 }]), "prices[0].per"],
    ["an unknown unit", bookOf([{ ...row, unit: "fortnight" }]), "prices[0].unit"],
    ["neither usd nor tiers", bookOf([unpriced]), "prices[0]"],
    [
      "overlapping tiers",
      bookOf([
        {
          ...unpriced,
          tiers: [
            { usd: "2", upTo: 10 },
            { usd: "1", upTo: 5 },
          ],
        },
      ]),
      "prices[0].tiers[1].upTo",
    ],
    [
      "an open tier before another",
      bookOf([{ ...unpriced, tiers: [{ usd: "2" }, { usd: "1" }] }]),
      "prices[0].tiers[0].upTo",
    ],
    [
      "a hole between tiers",
      bookOf([
        {
          ...unpriced,
          tiers: [
            { usd: "2", upTo: 10 },
            { usd: "1", from: 11 },
          ],
        },
      ]),
      "prices[0].tiers[1].from",
    ],
    ["no tiers", bookOf([{ ...unpriced, tiers: [] }]), "prices[0].tiers"],
    ["an unknown source", bookOf([{ ...row, source: "there" }]), "prices[0].source"],
    ["two prices with one id", bookOf([row, { ...row, meter: "b" }]), "prices.a"],
    ["two prices at once", bookOf([row, { ...row, id: "b", meter: "a" }]), "prices.b"],
    [
      "dates that overlap",
      bookOf([
        { ...row, until: "2026-12-01" },
        { ...row, id: "b", meter: "a", from: "2026-11-30" },
      ]),
      "prices.b",
    ],
    ["an end before the beginning", bookOf([{ ...row, from: "2026-12-01", until: "2026-11-01" }]), "prices[0].until"],
    ["no date", bookOf([row], { asOf: "soon" }), "asOf"],
    ["levels of a graduated price", bookOf([{ ...row, tierBy: "level" }]), "prices[0].tierBy"],
    ["an unknown plan", bookOf([{ ...row, plan: "gold" }]), "prices.a.plan"],
    [
      "a plan for an unknown meter",
      bookOf([row], { planGroups: [{ id: "g", meters: ["b"], plans: [{ id: "p", name: "P", source: "here" }] }] }),
      "planGroups[0].meters[0]",
    ],
    [
      "a group without plans",
      bookOf([row], { planGroups: [{ id: "g", meters: ["a"], plans: [] }] }),
      "planGroups[0].plans",
    ],
  ])("refuses %s, naming the place", (_name, load, field) => {
    expect(load).toThrow(expect.objectContaining({ code: "invalid-price-book", field }));
  });

  it("takes a book that was written as JSON", () => {
    const again = loadPriceBook(JSON.parse(JSON.stringify(list202611Data)));
    const scenario = { architecture: "mux", viewers: 200, hours: 30 } as const;
    expect(totalCost(again, scenario)).toBe(totalCost(list202611, scenario));
  });

  it("ships three books, each with a date and a source for every price", () => {
    expect([...books.keys()]).toEqual(["seed", "list-2026-11", "list-2026-11-no-allowances"]);
    for (const { prices } of books.values()) {
      for (const { source } of prices) expect(source.asOf).toMatch(/^20\d\d-\d\d-\d\d$/);
    }
    const steps = list202611.prices.reduce((sum, { tiers }) => sum + tiers.length, 0);
    expect([list202611.prices.length, steps]).toEqual([119, 263]);
  });
});

describe("a missing price", () => {
  it.each([
    ["a meter that the book lacks", seedBook, "mux", {}, /book seed/],
    ["a size without a price", list202611, "ivs-basic", { resolution: "1440p" }, /ivs\.output\.1440p/],
    [
      "a region without one",
      list202611,
      "ivs-basic",
      { resolution: "1080p", region: "india" },
      /none that holds in the region "india"/,
    ],
    [
      "a quantity above the last step",
      list202611,
      "ivs-basic",
      { resolution: "1080p", viewers: 500 },
      /no price above 10000 delivered-hour/,
    ],
    ["a plan that is not there", list202611, "mux", { plans: ["mux.gold"] }, /has no plan mux\.gold/],
  ] as const)("%s is an error that names it", (_name, book, architecture, change, message) => {
    const scenario: Scenario = { architecture, viewers: 200, hours: 30, ...change };
    expect(() => estimate(book, scenario)).toThrow(expect.objectContaining({ code: "price-missing" }));
    expect(() => estimate(book, scenario)).toThrow(message);
  });

  it("is none any more once it is overridden", () => {
    const scenario = { architecture: "ivs-basic", viewers: 200, hours: 30, resolution: "1440p" } as const;
    const prices: PriceRow[] = [
      { id: "ivs.output.1440p", name: "By contract", unit: "delivered-hour", usd: "0.2", source: "contract" },
    ];
    const book = overridePrices(list202611, { id: "ours", prices, sources: { contract: sources.here } });
    expect(formatUsd(totalCost(book, scenario))).toBe("1209.58");
    expect(estimate(book, scenario).warnings.map(({ code }) => code)).toContain("low-confidence");
  });

  it("depends on the day: WHEP playback has a price from October 2026 on", () => {
    const usage = [{ meter: "cloudflare.stream.minutes-delivered-whep", quantity: 60_000_000n }];
    expect(() => rate(list202611, usage, { at: "2026-09-30" })).toThrow(/none that holds on 2026-09-30/);
    expect(formatUsd(rate(list202611, usage, { at: "2026-10-01" }).total)).toBe("1.00");
  });
});

describe("regions", () => {
  it.each([
    ["na-eu", "0.072"],
    ["india", "0.092"],
    ["japan", "0.092"],
    ["anz", "0.100"],
    ["south-america", "0.084"],
    ["south-korea", "0.125"],
  ])("an hour of IVS HD in %s costs %s", (region, price) => {
    expect(formatUsd(rate(list202611, [{ meter: "ivs.output.hd", quantity: 3_600_000n, region }]).total, 3)).toBe(
      price,
    );
  });
});

describe("warnings", () => {
  it("tell of old prices and of plans that are too small", () => {
    const old = estimate(list202611, { architecture: "ivs-standard", viewers: 1, hours: 1 }).warnings;
    expect(old).toContainEqual(expect.objectContaining({ code: "old-price", about: "ivs.input.standard" }));
    const large = { architecture: "hls-cloudfront-flat", viewers: 50_000, hours: 100 } as const;
    const { warnings, planIds } = estimate(list202611, large);
    expect(warnings).toContainEqual(expect.objectContaining({ code: "plan-limit-exceeded" }));
    expect(planIds).toContain("cloudfront.flat.premium-600");
  });
});

describe("a wrong scenario", () => {
  const good: Scenario = { architecture: "mux", viewers: 10, hours: 1 };
  it.each([
    [{ viewers: -1 }, "viewers"],
    [{ viewers: 1.5 }, "viewers"],
    [{ viewers: Number.NaN }, "viewers"],
    [{ hours: -1 }, "hours"],
    [{ hours: Number.POSITIVE_INFINITY }, "hours"],
    [{ interactiveViewers: 11 }, "interactiveViewers"],
    [{ hosts: 0 }, "hosts"],
    [{ bitrateKbps: 0 }, "bitrateKbps"],
    [{ segmentSeconds: 0 }, "segmentSeconds"],
    [{ watchShare: 0 }, "watchShare"],
    [{ watchShare: 1.1 }, "watchShare"],
    [{ resolution: "721p" as Resolution }, "resolution"],
    [{ architecture: "magic" as "mux" }, "architecture"],
    [{ architecture: { relay: "none", platform: "self-hosted", cdn: "included", dyno: "none" } }, "architecture.cdn"],
    [
      { architecture: { relay: "ffmpeg", platform: "agora-only" as "mux", cdn: "included", dyno: "none" } },
      "architecture.platform",
    ],
    [
      { architecture: { relay: "ffmpeg", platform: "agora-broadcast", cdn: "included", dyno: "none" } },
      "architecture.relay",
    ],
  ] as const)("is refused: %j", (change, field) => {
    const wrong = () => estimate(list202611, { ...good, ...change } as Scenario);
    expect(wrong).toThrow(expect.objectContaining({ code: "invalid-options", field }));
  });

  it("and usage below zero", () => {
    expect(() => rate(list202611, [{ meter: "agora.rtc.hd", quantity: -1n }])).toThrow(/must not be below zero/);
  });
});

import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { list202611, list202611NoAllowances, seedBook } from "../src/books/index.js";
import {
  burnRate,
  calibrationOf,
  estimate,
  forecast,
  invoiceOf,
  Ledger,
  type MetricSample,
  meter,
  type PresetName,
  presetNames,
  rate,
  reconcile,
  usageOf,
} from "../src/index.js";

const begin = Date.parse("2026-11-03T18:00:00.000Z");
const at = (seconds: number): string => new Date(begin + seconds * 1000).toISOString();
const runs = { numRuns: 1_000 };

function sampleAt(seconds: number, change: Partial<MetricSample> = {}): MetricSample {
  return {
    at: at(seconds),
    channelId: "show-42",
    agoraViewers: 0,
    hlsViewers: 200,
    bitrateKbps: 2_500,
    resolution: "720p",
    relay: "live",
    ...change,
  };
}

/** An hour of samples every ten seconds, both ends included. */
function constantHour(change: Partial<MetricSample> = {}): MetricSample[] {
  return Array.from({ length: 361 }, (_, index) => sampleAt(index * 10, change));
}

function viewersOn(architecture: PresetName, viewers: number): Partial<MetricSample> {
  const onAgora = architecture === "agora-only" || architecture === "agora-broadcast";
  return onAgora ? { agoraViewers: viewers, hlsViewers: 0, relay: "off" } : { hlsViewers: viewers };
}

const total = (usage: ReturnType<typeof meter>): bigint => rate(list202611NoAllowances, usage).total;

describe("metering a constant hour", () => {
  it.each(presetNames)("of %s is estimating it", (architecture) => {
    for (const viewers of [0, 1, 200, 1_234]) {
      const usage = meter(constantHour(viewersOn(architecture, viewers)), { architecture });
      expect(usage).toEqual(usageOf({ architecture, viewers, hours: 1 }));
    }
  });

  it.each([
    [seedBook, "option-a"],
    [list202611, "cloudflare-stream"],
    [list202611NoAllowances, "hls-r2"],
  ] as const)("costs the same to the pico-dollar: book %#, %s", (book, architecture) => {
    const ledger = new Ledger({ book, architecture });
    for (const sample of constantHour()) ledger.record(sample);
    expect(ledger.bill().total).toBe(estimate(book, { architecture, viewers: 200, hours: 1 }).total);
  });
});

describe("samples", () => {
  const history = fc
    .uniqueArray(fc.integer({ min: 0, max: 3_600 }), { minLength: 2, maxLength: 40 })
    .map((times) => times.sort((a, b) => a - b))
    .chain((times) =>
      fc.tuple(
        ...times.map((time) =>
          fc
            .record({
              agoraViewers: fc.nat(500),
              hlsViewers: fc.nat(100_000),
              bitrateKbps: fc.integer({ min: 100, max: 8_000 }),
              resolution: fc.constantFrom("480p" as const, "720p" as const, "1080p" as const),
              relay: fc.constantFrom("off" as const, "starting" as const, "live" as const),
            })
            .map((change) => sampleAt(time, change)),
        ),
      ),
    );
  const options = { architecture: "hls-cloudfront", maxGapMs: 600_000 } as const;
  const byMeter = (samples: readonly MetricSample[]) =>
    new Map(meter(samples, options).map((line) => [line.meter, line.quantity]));

  it("may come in any order and twice", () => {
    fc.assert(
      fc.property(history, fc.infiniteStream(fc.nat()), (samples, numbers) => {
        const shuffled = [...samples, ...samples.slice(0, 5)]
          .map((sample) => ({ sample, key: numbers.next().value ?? 0 }))
          .sort((a, b) => a.key - b.key)
          .map(({ sample }) => sample);
        expect(byMeter(shuffled)).toEqual(byMeter(samples));
      }),
      runs,
    );
  });

  it("may be split: the same seen once more between two changes nothing", () => {
    fc.assert(
      fc.property(
        history,
        fc.nat(),
        fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }),
        (samples, which, where) => {
          const index = which % (samples.length - 1);
          const [first, second] = [samples[index], samples[index + 1]];
          if (first === undefined || second === undefined) throw new Error("there are two at least");
          const [from, to] = [Date.parse(first.at), Date.parse(second.at)];
          // Where a gap is longer than it may be, a sample in it is news.
          fc.pre(to - from <= options.maxGapMs);
          const between = { ...first, at: new Date(from + Math.floor((to - from) * where)).toISOString() };
          expect(byMeter([...samples, between])).toEqual(byMeter(samples));
        },
      ),
      runs,
    );
  });

  it("hold no longer than maxGapMs", () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 10_000 }), fc.integer({ min: 1, max: 10_000 }), (gap, limit) => {
        const usage = meter([sampleAt(0), sampleAt(gap)], { architecture: "mux", maxGapMs: limit * 1000 });
        const delivered = usage.find((line) => line.meter === "mux.delivery.720p");
        expect(delivered?.quantity).toBe(200n * BigInt(Math.min(gap, limit)) * 1000n);
      }),
      runs,
    );
  });

  it("come to the same in a ledger, sample by sample, as all at once", () => {
    fc.assert(
      fc.property(history, (samples) => {
        const ledger = new Ledger({ book: list202611NoAllowances, ...options, settleMs: 30_000 });
        for (const sample of samples) ledger.record(sample);
        const own = new Map(ledger.usage().map((line) => [line.meter, line.quantity]));
        expect(own).toEqual(byMeter(samples));
      }),
      { numRuns: 1000 },
    );
  });

  it("take what the CDN reports instead of viewers times bitrate", () => {
    const samples = [sampleAt(0), sampleAt(10, { egressBytes: 7_000n, requests: 12n })];
    const usage = new Map(meter(samples, options).map((line) => [line.meter, line.quantity]));
    expect(usage.get("cloudfront.data-transfer-out")).toBe(7_000n);
    expect(usage.get("cloudfront.https-request")).toBe(12n);
  });

  it("bill a relay that is starting, and none that is off", () => {
    const relayed = (relay: MetricSample["relay"]) =>
      meter([sampleAt(0, { relay }), sampleAt(60)], { architecture: "cloudflare-stream" }).find(({ meter }) =>
        meter.startsWith("agora.media-push"),
      )?.quantity;
    expect([relayed("off"), relayed("starting"), relayed("live")]).toEqual([undefined, 60_000n, 60_000n]);
  });

  it.each([
    [{ at: "yesterday" }, "samples[0].at", /ISO 8601 time; got "yesterday"/],
    [{ at: at(7_200) }, "samples[0].at", /lies in the future/],
    [{ hlsViewers: -1 }, "samples[0].hlsViewers", /whole number from 0/],
    [{ agoraViewers: 1.5 }, "samples[0].agoraViewers", /whole number from 0/],
    [{ bitrateKbps: Number.NaN }, "samples[0].bitrateKbps", /whole number/],
    [{ resolution: "721p" as "720p" }, "samples[0].resolution", /must be one of audio, 360p/],
    [{ relay: "on" as "live" }, "samples[0].relay", /off, starting or live/],
    [{ channelId: "" }, "samples[0].channelId", /must not be empty/],
    [{ egressBytes: -1n }, "samples[0].egressBytes", /at least 0n/],
    [{ hosts: 0 }, "samples[0].hosts", /from 1/],
  ] as const)("are refused with a reason: case %#", (change, field, message) => {
    const wrong = () => meter([sampleAt(0, change)], { architecture: "mux", now: at(3_600) });
    expect(wrong).toThrow(expect.objectContaining({ code: "invalid-sample", field }));
    expect(wrong).toThrow(message);
  });

  it("are refused by a ledger once their time is settled", () => {
    const ledger = new Ledger({ book: list202611, architecture: "mux", settleMs: 20_000 });
    for (const seconds of [0, 10, 20, 30, 40]) ledger.record(sampleAt(seconds));
    ledger.record(sampleAt(25));
    expect(() => ledger.record(sampleAt(5))).toThrow(expect.objectContaining({ code: "invalid-sample" }));
    expect(() => ledger.record(sampleAt(50), at(45))).toThrow(/future/);
  });
});

describe("an account's ledger", () => {
  it("splits the pooled bill among its channels, to the pico-dollar", () => {
    const ledger = new Ledger({ book: list202611, architecture: "cloudflare-stream" });
    for (const [channelId, hlsViewers] of [
      ["a", 100],
      ["b", 33],
      ["c", 7],
    ] as const) {
      for (const sample of constantHour({ channelId, hlsViewers })) ledger.record(sample);
    }
    const parts = ledger.costByChannel();
    expect([...parts.keys()]).toEqual(["a", "b", "c"]);
    expect([...parts.values()].reduce((sum, part) => sum + part, 0n)).toBe(ledger.bill().total);
    expect(parts.get("a")).toBeGreaterThan(parts.get("b") ?? 0n);
  });

  it("shares one origin among channels that need one each", () => {
    const ledger = new Ledger({ book: list202611, architecture: "hls-bunny" });
    for (const channelId of ["a", "b", "c"]) {
      for (const sample of constantHour({ channelId })) ledger.record(sample);
    }
    const server = ledger.bill().lineItems.find(({ priceId }) => priceId === "hetzner.ccx13");
    expect(server?.cost).toBe(47_860_767_000_000n);
  });

  it("multiplies what it counts by a calibration", () => {
    const plain = meter(constantHour(), { architecture: "cloudflare-stream" });
    const reported = plain.map((line) => ({ ...line, quantity: (line.quantity * 105n) / 100n }));
    const factors = calibrationOf(plain, reported);
    expect(factors.every(({ factor, plausible }) => factor === 1.05 && plausible)).toBe(true);
    const calibration = Object.fromEntries(factors.map(({ meter, factor }) => [meter, factor]));
    expect(meter(constantHour(), { architecture: "cloudflare-stream", calibration })).toEqual(reported);
    expect(
      calibrationOf(
        plain,
        plain.map((line) => ({ ...line, quantity: line.quantity * 2n })),
      )[0],
    ).toMatchObject({
      plausible: false,
    });
  });
});

describe("forecast", () => {
  const expected = { architecture: "cloudflare-stream", viewers: 300 } as const;

  it("is never less than the cost so far, and equals it at the end", () => {
    fc.assert(
      fc.property(fc.nat(600_000), fc.nat(36_000), (viewerHours, rest) => {
        const soFar = usageOf({ architecture: "cloudflare-stream", viewers: viewerHours, hours: 1 });
        const actual = rate(list202611, soFar).total;
        const later = forecast(list202611, { soFar, now: at(0), end: at(rest), expected });
        expect(later.total >= actual).toBe(true);
        const ended = forecast(list202611, { soFar, now: at(rest), end: at(0), expected });
        expect(ended.total).toBe(actual);
        expect(ended.lineItems.every(({ basis }) => basis === "forecast")).toBe(true);
      }),
      runs,
    );
  });

  it("grants free quantities once", () => {
    const soFar = usageOf({ architecture: "hls-r2", viewers: 500, hours: 10 });
    const later = forecast(list202611, {
      soFar,
      now: at(0),
      end: at(36_000),
      expected: { architecture: "hls-r2", viewers: 500 },
    });
    const whole = estimate(list202611, { architecture: "hls-r2", viewers: 500, hours: 20 });
    const reads = (bill: typeof later) =>
      bill.lineItems.filter(({ meter }) => meter === "cloudflare.r2.class-b-operations").map(({ cost }) => cost);
    expect(reads(later)).toEqual(reads(whole));
  });

  it("burns 20 cents a minute with 200 viewers on Cloudflare Stream, and the relay's share", () => {
    const { total: hour } = estimate(list202611NoAllowances, { ...expected, viewers: 200, hours: 1 });
    const perMinute = burnRate(list202611NoAllowances, [], { expected: { ...expected, viewers: 200 } });
    expect(perMinute).toBe(hour / 60n);
  });
});

describe("reconcile", () => {
  it("splits every difference into effects that add up to it", () => {
    const bill = estimate(list202611, { architecture: "mux", viewers: 400, hours: 30 });
    const change = fc.record({
      quantity: fc.bigInt({ min: 0n, max: 10n ** 12n }),
      cost: fc.bigInt({ min: 0n, max: 10n ** 16n }),
    });
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.nat(20), change), { maxLength: 12 }), (changes) => {
        const invoice = [...invoiceOf(bill)];
        for (const [index, values] of changes) {
          const line = invoice[index];
          if (line === undefined) invoice.push({ priceId: `other.${index}`, ...values });
          else invoice[index] = { ...line, ...values };
        }
        const found = reconcile(bill, invoice);
        const effects = found.quantityEffect + found.priceEffect + found.unexplained;
        expect(effects).toBe(found.difference);
        expect(found.actual - found.expected).toBe(found.difference);
      }),
      runs,
    );
  });

  it("tells a larger quantity from a higher price", () => {
    const bill = rate(list202611NoAllowances, [
      { meter: "cloudflare.stream.minutes-delivered", quantity: 60_000_000n },
    ]);
    const [line] = invoiceOf(bill);
    if (line === undefined) throw new Error("one line is there");
    const found = reconcile(bill, [{ ...line, quantity: 120_000_000n, cost: 3_000_000_000_000n }]);
    expect(found).toMatchObject({ quantityEffect: 10n ** 12n, priceEffect: 10n ** 12n, unexplained: 0n });
    expect(reconcile(bill, [line, { priceId: "tax", quantity: 1n, cost: 7n }]).unexplained).toBe(7n);
    expect(reconcile(bill, []).unexplained).toBe(-bill.total);
  });

  it("finds nothing between a bill and itself", () => {
    const bill = estimate(seedBook, { architecture: "option-a", viewers: 200, hours: 30 });
    expect(reconcile(bill, invoiceOf(bill))).toMatchObject({ quantityEffect: 0n, priceEffect: 0n, unexplained: 0n });
    expect(total([])).toBe(0n);
  });
});

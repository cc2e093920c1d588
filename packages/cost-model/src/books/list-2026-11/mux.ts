import type { PriceRow } from "../../book/price-book-data.js";

/** Mux Video. */
export const muxPrices: readonly PriceRow[] = [
  {
    id: "mux.input.720p",
    name: "Video input plus (live or on-demand)",
    unit: "minute",
    tiers: [
      { usd: "0.025000", upTo: 5000 },
      { usd: "0.023750", upTo: 15_000 },
      { usd: "0.023125", upTo: 25_000 },
      { usd: "0.022500" },
    ],
    source: "mux",
  },
  {
    id: "mux.input.1080p",
    name: "Video input plus (live or on-demand)",
    unit: "minute",
    tiers: [
      { usd: "0.031250", upTo: 5000 },
      { usd: "0.029688", upTo: 15_000 },
      { usd: "0.028906", upTo: 25_000 },
      { usd: "0.028125" },
    ],
    source: "mux",
  },
  {
    id: "mux.premium.input.720p",
    name: "Video input premium (live or on-demand)",
    unit: "minute",
    tiers: [
      { usd: "0.037500", upTo: 5000 },
      { usd: "0.035625", upTo: 15_000 },
      { usd: "0.034688", upTo: 25_000 },
      { usd: "0.033750" },
    ],
    source: "mux",
  },
  {
    id: "mux.premium.input.1080p",
    name: "Video input premium (live or on-demand)",
    unit: "minute",
    tiers: [
      { usd: "0.046875", upTo: 5000 },
      { usd: "0.044531", upTo: 15_000 },
      { usd: "0.043359", upTo: 25_000 },
      { usd: "0.042188" },
    ],
    source: "mux",
  },
  {
    id: "mux.storage.720p",
    name: "Video storage plus",
    unit: "stored-minute-month",
    tiers: [
      { usd: "0.002400", upTo: 50_000 },
      { usd: "0.002320", upTo: 150_000 },
      { usd: "0.002280", upTo: 250_000 },
      { usd: "0.002240" },
    ],
    source: "mux",
  },
  {
    id: "mux.storage.1080p",
    name: "Video storage plus",
    unit: "stored-minute-month",
    tiers: [
      { usd: "0.003000", upTo: 50_000 },
      { usd: "0.002900", upTo: 150_000 },
      { usd: "0.002850", upTo: 250_000 },
      { usd: "0.002800" },
    ],
    source: "mux",
  },
  {
    id: "mux.delivery.720p",
    name: "Video delivery plus (first 100000 min/month free; paid tiers start after the free minutes)",
    unit: "delivered-minute",
    tiers: [
      { usd: "0", upTo: 100_000 },
      { usd: "0.000800", upTo: 600_000 },
      { usd: "0.000760", upTo: 1_100_000 },
      { usd: "0.000720", upTo: 2_100_000 },
      { usd: "0.000670", upTo: 6_100_000 },
      { usd: "0.000610", upTo: 10_100_000 },
      { usd: "0.000560" },
    ],
    source: "mux",
  },
  {
    id: "mux.delivery.1080p",
    name: "Video delivery plus (first 100000 min/month free; paid tiers start after the free minutes)",
    unit: "delivered-minute",
    tiers: [
      { usd: "0", upTo: 100_000 },
      { usd: "0.001000", upTo: 600_000 },
      { usd: "0.000950", upTo: 1_100_000 },
      { usd: "0.000900", upTo: 2_100_000 },
      { usd: "0.000838", upTo: 6_100_000 },
      { usd: "0.000763", upTo: 10_100_000 },
      { usd: "0.000700" },
    ],
    source: "mux",
  },
  { id: "mux.simulcast-target", name: "Live simulcasting", unit: "minute", usd: "0.020", source: "mux" },
];

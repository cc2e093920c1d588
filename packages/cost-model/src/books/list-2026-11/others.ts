import type { PriceRow } from "../../book/price-book-data.js";

/** api.video, Bunny and Fastly. */
export const otherPrices: readonly PriceRow[] = [
  { id: "api-video.encoding", name: "Encoding", unit: "minute", usd: "0", source: "api-video" },
  {
    id: "bunny.standard",
    name: "CDN Standard network",
    unit: "GB",
    usd: "0.010",
    region: "eu-na",
    source: "bunny-standard",
  },
  {
    id: "bunny.standard.asia-oceania",
    meter: "bunny.standard",
    name: "CDN Standard network",
    unit: "GB",
    usd: "0.030",
    region: "asia-oceania",
    source: "bunny-standard",
  },
  {
    id: "bunny.standard.south-america",
    meter: "bunny.standard",
    name: "CDN Standard network",
    unit: "GB",
    usd: "0.045",
    region: "south-america",
    source: "bunny-standard",
  },
  {
    id: "bunny.standard.me-africa",
    meter: "bunny.standard",
    name: "CDN Standard network",
    unit: "GB",
    usd: "0.060",
    region: "me-africa",
    source: "bunny-standard",
  },
  {
    id: "bunny.volume",
    name: "CDN Volume network",
    unit: "GB",
    tiers: [
      { usd: "0.005", upTo: 500_000 },
      { usd: "0.004", upTo: 1_000_000 },
      { usd: "0.003", upTo: 2_000_000 },
    ],
    source: "bunny-volume",
  },
  {
    id: "fastly.bandwidth",
    name: "Full Site Delivery",
    unit: "GB",
    tiers: [
      { usd: "0", upTo: 100 },
      { usd: "0.12", upTo: 10_000 },
    ],
    region: "na-eu",
    source: "fastly",
  },
  {
    id: "fastly.request",
    name: "Full Site Delivery",
    unit: "request",
    per: 10_000,
    tiers: [{ usd: "0", upTo: 1_000_000 }, { usd: "0.0100", upTo: 101_000_000 }, { usd: "0.0095" }],
    source: "fastly",
  },
];

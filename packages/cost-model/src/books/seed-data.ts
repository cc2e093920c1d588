import type { PriceBookData } from "../book/price-book-data.js";

const rtc = { per: 1000, unit: "participant-minute", usd: "0.99", source: "seed" } as const;

/**
 * The prices of the project's first cost analysis, which reproduce its tables to the cent. They are not what the vendors
 * charge: docs/costs.md says line by line what is true instead.
 */
export const seedData: PriceBookData = {
  id: "seed",
  name: "The first cost analysis, as it was written",
  asOf: "2026-01-24",
  rounding: "perLineHour",
  sources: {
    seed: { text: "The project's first cost analysis (feature 010)", asOf: "2026-01-24", confidence: "low" },
  },
  prices: [
    { id: "agora.rtc.audio", name: "Agora, seller", ...rtc },
    { id: "agora.rtc.hd", name: "Agora, buyers", note: "The vendor's price for audio.", ...rtc },
    {
      id: "agora.web-page-recording.hd",
      name: "Agora Cloud Recording",
      unit: "recording-minute",
      per: 1000,
      usd: "1.49",
      source: "seed",
      note: "The vendor's price for audio, of a mode that cannot push RTMP.",
    },
    {
      id: "cloudflare.stream.live-ingest",
      name: "Cloudflare Stream (RTMP to HLS)",
      unit: "stream-minute",
      per: 1000,
      usd: "5",
      source: "seed",
      note: "The vendor's price for storing recordings.",
    },
    {
      id: "hls.air-time",
      name: "CDN bandwidth",
      unit: "stream-hour",
      mode: "volume",
      tierBy: "level",
      tiers: [{ usd: "0.60", upTo: 500 }, { usd: "0.75" }],
      source: "seed",
      note: "A lookup by viewers, from the printed totals: no unit price was given.",
    },
    {
      id: "heroku.eco",
      name: "Heroku Eco dyno",
      unit: "dyno-month",
      mode: "package",
      recurring: true,
      usd: "5",
      source: "seed",
    },
    {
      id: "heroku.performance-m",
      name: "Heroku Performance-M dyno",
      unit: "dyno-month",
      mode: "package",
      recurring: true,
      usd: "25",
      source: "seed",
      note: "The vendor's price for a Standard-1X.",
    },
  ],
  notCharged: {
    "agora.relay-subscription.audio": "Option B leaves out its own Agora viewer.",
    "agora.relay-subscription.hd": "Option B leaves out its own Agora viewer.",
    "cloudflare.stream.encoding": "Part of the price per stream minute.",
    "cloudflare.stream.minutes-stored": "Not mentioned.",
    "cloudflare.stream.minutes-delivered": "Said to be included.",
  },
};

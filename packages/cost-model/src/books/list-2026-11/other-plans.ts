import type { PlanData, PlanGroupData } from "../../book/price-book-data.js";
import { livekitPrices } from "./livekit.js";
import { muxPrices } from "./mux.js";

const data = "cloudfront.data-transfer-out";
const requests = "cloudfront.https-request";

function flat(name: string, gigabytes: number, allowed: number, monthlyUsd: string): PlanData {
  return {
    id: `cloudfront.flat.${name}`,
    name: `CloudFront flat-rate ${name} (${gigabytes} GB, ${allowed} requests)`,
    monthlyUsd,
    pools: [{ order: [data, requests], unit: "request", tiers: [{ percent: 0 }] }],
    limits: { [data]: gigabytes, [requests]: allowed },
    optIn: true,
    source: "cloudfront-flat",
  };
}

const cloudfront: PlanGroupData = {
  id: "cloudfront",
  meters: [data, requests],
  plans: [
    {
      id: "cloudfront.pay-as-you-go",
      name: "CloudFront pay as you go",
      pools: [
        { order: [data], unit: "GB", tiers: [{ percent: 0, upTo: 1_024 }, { percent: 100 }] },
        { order: [requests], unit: "request", tiers: [{ percent: 0, upTo: 10_000_000 }, { percent: 100 }] },
      ],
      source: "cloudfront-free-data",
    },
    flat("free", 100, 1_000_000, "0"),
    flat("pro", 50_000, 10_000_000, "15"),
    flat("business", 50_000, 125_000_000, "200"),
    flat("premium-50", 50_000, 500_000_000, "1000"),
    flat("premium-75", 75_000, 750_000_000, "1450"),
    flat("premium-125", 125_000, 1_250_000_000, "2250"),
    flat("premium-200", 200_000, 2_000_000_000, "3500"),
    flat("premium-350", 350_000, 3_500_000_000, "6000"),
    flat("premium-600", 600_000, 6_000_000_000, "10000"),
  ],
};

const mux: PlanGroupData = {
  id: "mux",
  meters: muxPrices.map(({ id }) => id),
  plans: [
    { id: "mux.pay-as-you-go", name: "Mux pay as you go", creditUsd: "20", source: "mux-credit" },
    { id: "mux.launch", name: "Mux Launch", monthlyUsd: "20", creditUsd: "100", source: "mux" },
    { id: "mux.scale", name: "Mux Scale", monthlyUsd: "500", creditUsd: "1000", source: "mux" },
  ],
};

const livekit: PlanGroupData = {
  id: "livekit",
  meters: [...new Set(livekitPrices.map(({ id, meter = id }) => meter))],
  plans: [
    { id: "livekit.ship", name: "LiveKit Cloud Ship", monthlyUsd: "50", source: "livekit" },
    { id: "livekit.scale", name: "LiveKit Cloud Scale", monthlyUsd: "500", source: "livekit" },
  ],
};

/** Plans of all vendors but Agora. */
export const otherPlans: readonly PlanGroupData[] = [cloudfront, mux, livekit];

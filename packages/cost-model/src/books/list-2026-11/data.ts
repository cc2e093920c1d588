import type { PriceBookData } from "../../book/price-book-data.js";
import { agoraPrices } from "./agora.js";
import { agoraPlans } from "./agora-plans.js";
import { agoraServicePrices } from "./agora-services.js";
import { cloudflarePrices } from "./cloudflare.js";
import { cloudfrontPrices } from "./cloudfront.js";
import { ivsPrices } from "./ivs.js";
import { ivsRealTimePrices } from "./ivs-real-time.js";
import { livekitPrices } from "./livekit.js";
import { muxPrices } from "./mux.js";
import { otherPlans } from "./other-plans.js";
import { otherPrices } from "./others.js";
import { serverPrices } from "./servers.js";
import { sources } from "./sources.js";

/** The vendors' list prices as they were in November 2026, in US dollars, without taxes. */
export const list202611Data: PriceBookData = {
  id: "list-2026-11",
  name: "List prices of November 2026",
  asOf: "2026-11-23",
  sources,
  prices: [
    ...agoraPrices,
    ...agoraServicePrices,
    ...cloudflarePrices,
    ...ivsPrices,
    ...ivsRealTimePrices,
    ...cloudfrontPrices,
    ...muxPrices,
    ...livekitPrices,
    ...otherPrices,
    ...serverPrices,
  ],
  planGroups: [agoraPlans, ...otherPlans],
  regions: {
    "na-eu": ["na-eu", "eu-na", "na-eu-il-tr", "us-ca-mx-eu-il", "us-ca-mx"],
    india: ["india", "asia-oceania"],
    japan: ["japan", "jp-hk-sea", "asia-oceania"],
    "south-east-asia": ["jp-hk-sea", "asia-oceania"],
    anz: ["anz", "asia-oceania"],
    "south-america": ["south-america"],
    "south-korea": ["south-korea", "asia-oceania"],
    "middle-east-africa": ["me-africa"],
  },
  notCharged: {
    "hls.air-time": "Time on the air costs nothing by itself: what is relayed, stored and delivered in it does.",
  },
};

import type { PlanData, PlanGroupData } from "../../book/price-book-data.js";

const classes = ["audio", "hd", "fhd", "2k", "2kplus"];

/**
 * The order in which Agora takes free minutes: class by class, in each Broadcast Streaming, then RTC, then recordings
 * (docs.agora.io, free-of-charge policy).
 */
const order = classes.flatMap((name) => [
  `agora.broadcast.${name}`,
  `agora.rtc.${name}`,
  `agora.relay-subscription.${name}`,
  `agora.cloud-recording.${name}`,
  ...(name === "hd" || name === "fhd" ? [`agora.web-page-recording.${name}`] : []),
]);

const rtcWeights = { audio: 100, hd: 400, fhd: 900, "2k": 1600, "2kplus": 3600 };
const broadcastWeights = { audio: 57, hd: 200, fhd: 457, "2k": 800, "2kplus": 1800 };

function weightsOf(product: string, weights: Readonly<Record<string, number>>): [string, number][] {
  return Object.entries(weights).map(([name, weight]) => [`agora.${product}.${name}`, weight]);
}

/** Standard minutes in one minute of each class, in hundredths (AG1). */
const standardMinutes = Object.fromEntries([
  ...weightsOf("rtc", rtcWeights),
  ...weightsOf("relay-subscription", rtcWeights),
  ...weightsOf("broadcast", broadcastWeights),
]);

function standardMinutePackage(name: string, minutes: number, monthlyUsd: string): PlanData {
  return {
    id: `agora.package.${name.toLowerCase().replaceAll(" ", "-")}`,
    name: `Agora RTC package ${name} (${minutes} standard minutes)`,
    monthlyUsd,
    converts: { into: "agora.standard-minute", weights: standardMinutes },
    pools: [
      {
        order: ["agora.standard-minute"],
        unit: "minute",
        tiers: [{ percent: 0, upTo: minutes }, { percent: 100 }],
      },
    ],
    // Service stops when the free minutes are spent.
    ...(name === "Free" ? { limits: { "agora.standard-minute": minutes } } : {}),
    optIn: true,
    source: "agora-rtc",
  };
}

/** How Agora accounts pay: those from before 2025-08-29 as they go, newer ones by packages of standard minutes. */
export const agoraPlans: PlanGroupData = {
  id: "agora",
  meters: [...order, "agora.standard-minute"],
  plans: [
    {
      id: "agora.legacy",
      name: "Agora account from before 2025-08-29",
      pools: [
        {
          order,
          unit: "minute",
          // The published discounts end at 3,000,000 minutes; above, Agora is to be asked, and the last one is kept here.
          tiers: [
            { percent: 0, upTo: 10_000 },
            { percent: 100, upTo: 100_000 },
            { percent: 95, upTo: 500_000 },
            { percent: 93, upTo: 1_000_000 },
            { percent: 90 },
          ],
        },
      ],
      source: "agora-legacy",
    },
    standardMinutePackage("Free", 10_000, "0"),
    standardMinutePackage("Starter", 50_000, "45.99"),
    standardMinutePackage("Pro", 150_000, "133.99"),
    standardMinutePackage("Business", 400_000, "339.99"),
    standardMinutePackage("Business Advanced", 800_000, "659.99"),
    standardMinutePackage("Business Plus", 1_500_000, "1217.99"),
  ],
};

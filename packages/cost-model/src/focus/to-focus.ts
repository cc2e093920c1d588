import { usdString } from "../money/pico-usd.js";
import type { LineItem } from "../rate/bill.js";
import { decimalOf } from "./decimal.js";

/** What the records of an export have in common. */
export interface FocusContext {
  /** ISO 8601. The end is not part of the period. */
  readonly billingPeriodStart: string;
  readonly billingPeriodEnd: string;
  /** Default: the billing period. */
  readonly chargePeriodStart?: string;
  readonly chargePeriodEnd?: string;
  /** Version of the FOCUS specification. Default `1.2`; from 1.3 on providers have other columns. */
  readonly version?: "1.2" | "1.3";
  /** What the charges are for, such as a channel. */
  readonly resourceId?: string;
  readonly architecture?: string;
  readonly streamSessionId?: string;
  readonly tags?: Readonly<Record<string, string>>;
}

const vendors: Readonly<Record<string, { readonly name: string; readonly service: string }>> = {
  agora: { name: "Agora", service: "Agora" },
  cloudflare: { name: "Cloudflare", service: "Cloudflare" },
  ivs: { name: "AWS", service: "Amazon IVS" },
  cloudfront: { name: "AWS", service: "Amazon CloudFront" },
  mux: { name: "Mux", service: "Mux Video" },
  livekit: { name: "LiveKit", service: "LiveKit Cloud" },
  bunny: { name: "Bunny", service: "Bunny CDN" },
  fastly: { name: "Fastly", service: "Fastly Full Site Delivery" },
  heroku: { name: "Heroku", service: "Heroku" },
  hetzner: { name: "Hetzner", service: "Hetzner Cloud" },
};

const machines = ["heroku", "hetzner"];
const networks = ["cloudfront", "bunny", "fastly", "hls"];

function categoryOf(vendor: string): { category: string; subcategory: string } {
  if (machines.includes(vendor)) return { category: "Compute", subcategory: "Virtual Machines" };
  if (networks.includes(vendor)) return { category: "Networking", subcategory: "Content Delivery" };
  return { category: "Media", subcategory: "Media Streaming" };
}

function providerColumns(provider: string, version: "1.2" | "1.3"): Record<string, string> {
  if (version === "1.2") return { ProviderName: provider, PublisherName: provider, InvoiceIssuerName: provider };
  return { ServiceProviderName: provider, HostProviderName: provider, InvoiceIssuerName: provider };
}

function recordOf(item: LineItem, context: FocusContext): Record<string, string> {
  const vendor = item.priceId.split(".")[0] ?? "";
  const { name, service } = vendors[vendor] ?? { name: vendor, service: vendor };
  const { category, subcategory } = categoryOf(vendor);
  const cost = usdString(item.cost);
  const blockUnits = item.block / item.unitSize;
  return {
    BillingPeriodStart: context.billingPeriodStart,
    BillingPeriodEnd: context.billingPeriodEnd,
    ChargePeriodStart: context.chargePeriodStart ?? context.billingPeriodStart,
    ChargePeriodEnd: context.chargePeriodEnd ?? context.billingPeriodEnd,
    ...providerColumns(name, context.version ?? "1.2"),
    ServiceName: service,
    ServiceCategory: category,
    ServiceSubcategory: subcategory,
    ChargeCategory: item.chargeCategory,
    ChargeClass: item.chargeCategory === "Adjustment" ? "Correction" : "",
    ChargeFrequency: item.chargeFrequency,
    ChargeDescription: item.name,
    ConsumedQuantity: decimalOf(item.consumedQuantity, item.unitSize),
    ConsumedUnit: item.unit,
    PricingQuantity: decimalOf(item.pricingQuantity, item.block),
    PricingUnit: blockUnits === 1n ? item.unit : `${blockUnits} ${item.unit}`,
    ListUnitPrice: usdString(item.unitPrice),
    ListCost: usdString(item.listCost),
    ContractedCost: cost,
    EffectiveCost: cost,
    BilledCost: cost,
    BillingCurrency: "USD",
    SkuId: item.priceId,
    SkuPriceId: `${item.priceId}#${item.tier}`,
    SkuMeter: item.meter,
    RegionId: item.region ?? "",
    ResourceId: context.resourceId ?? "",
    ResourceType: context.resourceId === undefined ? "" : "Channel",
    Tags: context.tags === undefined ? "" : JSON.stringify(context.tags),
    x_StreamSessionId: context.streamSessionId ?? "",
    x_Architecture: context.architecture ?? "",
    x_Basis: item.basis,
    x_PriceAsOf: item.source.asOf,
    x_Confidence: item.source.confidence,
  };
}

/**
 * Line items as records of the FinOps Open Cost and Usage Specification (FOCUS), every value as text. On each record the
 * list unit price times the pricing quantity is the list cost, to the pico-dollar.
 */
export function toFocus(lineItems: readonly LineItem[], context: FocusContext): Record<string, string>[] {
  return lineItems.map((item) => recordOf(item, context));
}

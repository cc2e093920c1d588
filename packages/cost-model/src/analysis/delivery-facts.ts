import type { Architecture, PlatformKind } from "../scenario/architecture.js";
import { heightOf, type Resolution } from "../scenario/resolution.js";

/** How late viewers see the show, and what they see of it. */
export interface DeliveryFacts {
  /** Glass to glass, in seconds. */
  readonly latencySeconds: { readonly low: number; readonly high: number };
  /** Whether each viewer gets the size that the connection carries. */
  readonly adaptiveBitrate: boolean;
  /** The largest picture that reaches viewers, in lines. */
  readonly maxHeight: number;
}

/** A relay joins as a viewer and sends on: an assumption of ours for what that adds. */
const relaySeconds = 1;

const ofPlatform: Readonly<Record<Exclude<PlatformKind, "self-hosted">, DeliveryFacts>> = {
  "agora-interactive": { latencySeconds: { low: 0.4, high: 1.5 }, adaptiveBitrate: false, maxHeight: 2160 },
  // The low latency level for audiences; its upper end is an assumption of ours.
  "agora-broadcast": { latencySeconds: { low: 1.5, high: 3 }, adaptiveBitrate: false, maxHeight: 2160 },
  // Up to about 30 s by keyframe interval and player buffer.
  "cloudflare-stream": { latencySeconds: { low: 10, high: 30 }, adaptiveBitrate: true, maxHeight: 1080 },
  // AWS: under 5 s, with the IVS player. Basic passes one rendition on.
  "ivs-basic": { latencySeconds: { low: 2, high: 5 }, adaptiveBitrate: false, maxHeight: 1080 },
  "ivs-standard": { latencySeconds: { low: 2, high: 5 }, adaptiveBitrate: true, maxHeight: 1080 },
  "ivs-advanced": { latencySeconds: { low: 2, high: 5 }, adaptiveBitrate: true, maxHeight: 720 },
  // The standard mode: over 20 s, typically 25 to 30.
  mux: { latencySeconds: { low: 20, high: 30 }, adaptiveBitrate: true, maxHeight: 1080 },
};

/** What is known of an architecture. Self-hosted: three to six segments behind, one rendition, as it is priced. */
export function deliveryOf(architecture: Architecture, segmentSeconds: number): DeliveryFacts {
  const { platform, relay } = architecture;
  const facts: DeliveryFacts =
    platform === "self-hosted"
      ? {
          latencySeconds: { low: 3 * segmentSeconds, high: 6 * segmentSeconds },
          adaptiveBitrate: false,
          maxHeight: heightOf("2160p"),
        }
      : ofPlatform[platform];
  const added = relay === "none" ? 0 : relaySeconds;
  const { low, high } = facts.latencySeconds;
  return { ...facts, latencySeconds: { low: low + added, high: high + added } };
}

/** Whether viewers get a picture of this size. */
export function carries(facts: DeliveryFacts, resolution: Resolution): boolean {
  return heightOf(resolution) <= facts.maxHeight;
}

import type { ChannelSource } from "./channel-source.js";
import type { EncodeSettings, Layout } from "./encode-settings.js";
import type { EndOptions } from "./live-stream.js";

/**
 * - `agora-only`: everybody watches by RTC
 * - `hybrid`: a relay carries the media to a platform, buyers watch HLS
 * - `hls-only`: the seller's encoder pushes straight to the platform
 */
export type ChannelMode = "agora-only" | "hybrid" | "hls-only";

/** What the host ordered. Written by the host alone, apart from what the loop knows. */
export interface ChannelOrder {
  channelId: string;
  /** Grows by one with every change of the order. */
  orderRevision: number;
  /** Counts the shows of this channel id, from 1. A start after an end is a new session. */
  session: number;
  desired: "live" | "ended";
  mode: ChannelMode;
  source: ChannelSource;
  output: EncodeSettings | "auto";
  layout: Layout;
  access: "public" | "signed";
  latency: "standard" | "low";
  recording: boolean;
  /** How long the same broadcast shall survive a gap. Seconds. */
  continuityWindowSeconds: number;
  /** `null` when the host did not say. Seconds. */
  plannedDurationSeconds: number | null;
  /** Ids of relay providers in order of preference; `null`: all, in the configured order. */
  relays: string[] | null;
  /** Ids of platforms in order of preference; `null`: all, in the configured order. */
  platforms: string[] | null;
  /** What becomes of the live stream when the channel ends. */
  end: EndOptions;
  /** The host's own labels, for reports. No secrets, no personal data. */
  tags: Record<string, string>;
  /** ISO 8601. */
  orderedAt: string;
}

import type { ChannelRecord, Health, ViewerCount } from "@hybrid-stream/spec";

/** The seed's stream metrics, now. `null` is "not known", never zero. */
export interface ChannelMetrics {
  channelId: string;
  /** Viewers by RTC. */
  agoraViewers: ViewerCount | null;
  /** Viewers by HLS. */
  hlsViewers: ViewerCount | null;
  /** Of what the relay sends, or of what the platform receives where the relay does not tell. */
  bitrateKbps: number | null;
  health: Health;
  /** 1 is real time. */
  relaySpeed: number | null;
  droppedFrames: number | null;
}

export function metricsOf({ order, state }: ChannelRecord): ChannelMetrics {
  const measures = state?.session === order.session ? state.measures : null;
  return {
    channelId: order.channelId,
    agoraViewers: measures?.rtcViewers ?? null,
    hlsViewers: measures?.hlsViewers ?? null,
    bitrateKbps: measures?.bitrateKbps ?? null,
    health: measures?.health ?? "unknown",
    relaySpeed: measures?.relaySpeed ?? null,
    droppedFrames: measures?.droppedFrames ?? null,
  };
}

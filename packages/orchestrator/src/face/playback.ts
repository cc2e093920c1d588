import {
  type ChannelRecord,
  HybridStreamError,
  type Playback,
  type RtcGrant,
  type RtcSource,
  type StreamingPlatform,
} from "@hybrid-stream/spec";

/** Who wants to watch. */
export interface Viewer {
  /** `vip` gets RTC where there is an RTC side. Default `standard`. */
  readonly tier?: "standard" | "vip";
  /** Yours; put into signed playback and grants. No personal data. */
  readonly viewerId?: string;
  /** How long a signed address or a grant shall be good for. Seconds, default 3,600. */
  readonly expiresInSeconds?: number;
}

/** How one viewer watches now. When `version` of the channel grows, ask again. */
export type ChannelPlayback =
  | (Playback & { readonly channelId: string; readonly version: number })
  | {
      readonly kind: "rtc";
      readonly channelId: string;
      readonly version: number;
      readonly grant: RtcGrant;
      readonly latencySeconds: { readonly low: number; readonly high: number };
      /** ISO 8601. */
      readonly expiresAt: string;
    };

/** The playback of one viewer. Makes no vendor call for HLS. */
export async function playbackFor(
  record: ChannelRecord,
  viewer: Viewer,
  providers: { readonly rtc: RtcSource | null; readonly platforms: ReadonlyMap<string, StreamingPlatform> },
): Promise<ChannelPlayback> {
  const { order, state } = record;
  const { channelId } = order;
  const version = state?.playbackVersion ?? 0;
  if (order.desired === "ended") throw ended(channelId);
  if (order.mode === "agora-only" || (viewer.tier === "vip" && providers.rtc !== null)) {
    if (providers.rtc === null) throw withoutRtc(channelId);
    const grant = await providers.rtc.issueViewerGrant(order.source, viewer);
    const expiresAt = grant.expiresAt.toISOString();
    return { kind: "rtc", channelId, version, grant, latencySeconds: { low: 0.4, high: 1.5 }, expiresAt };
  }
  const stream = state?.session === order.session ? state.stream : null;
  const platform = stream && providers.platforms.get(stream.platform);
  if (!stream?.handle || !platform || stream.step !== "ready") throw notReady(channelId, state?.phase ?? "idle");
  const { tier, ...context } = viewer;
  const playback = await platform.getPlaybackUrl(stream.handle, { ...context, purpose: "view" });
  return { ...playback, channelId, version };
}

function ended(channelId: string): HybridStreamError {
  return new HybridStreamError({
    code: "channel-ended",
    message: `Channel "${channelId}" has ended or is ending: there is nothing to play.`,
    operation: "getPlayback",
  });
}

function notReady(channelId: string, phase: string): HybridStreamError {
  return new HybridStreamError({
    code: "playback-not-ready",
    message: `Channel "${channelId}" has no playback yet (phase "${phase}"): ask again, or start it with waitUntil "playback-url".`,
    operation: "getPlayback",
  });
}

function withoutRtc(channelId: string): HybridStreamError {
  return new HybridStreamError({
    code: "no-provider",
    message: `Channel "${channelId}" is watched by RTC, but the orchestrator has no \`rtc\` option: pass one, such as agora().`,
    field: "rtc",
    operation: "getPlayback",
  });
}

import { divideUp } from "../money/divide.js";
import type { UsageLine } from "../rate/usage.js";
import type { Activity } from "./activity.js";
import { type Architecture, isRtc } from "./architecture.js";
import { agoraClass, heightOf, type Resolution } from "./resolution.js";

type Line = Omit<UsageLine, "region">;

/** What Agora counts: hosts by what they receive of each other, and viewers on RTC. */
function rtcLines({ relay, platform }: Architecture, activity: Activity): Line[] {
  const { resolution, hosts, liveTime, rtcViewerTime } = activity;
  const viewerClass = agoraClass(resolution, hosts);
  const product = platform === "agora-broadcast" ? "broadcast" : "rtc";
  const lines = [{ meter: `agora.${product}.${viewerClass}`, quantity: rtcViewerTime }];
  // Without a relay in front of HLS an encoder pushes straight to the platform: no host is on Agora.
  if (relay === "none" && !isRtc(platform)) return lines;
  // A host who receives nobody's video is billed as audio, whatever the host sends.
  return [{ meter: `agora.rtc.${agoraClass(resolution, hosts - 1)}`, quantity: liveTime * BigInt(hosts) }, ...lines];
}

/** Media Push carries one host's video unchanged; several hosts are composed, which is transcoding. */
function mediaPushMeter(resolution: Resolution, hosts: number): string {
  if (resolution === "audio") return hosts === 1 ? "audio-single-host-passthrough" : "audio-multi-host";
  if (hosts === 1) return "h264-single-host-passthrough";
  return agoraClass(resolution, 1) === "hd" ? "h264-hd-transcode" : "h264-fhd-transcode";
}

function relayLines({ relay }: Architecture, { resolution, hosts, relayTime: quantity }: Activity): Line[] {
  const received = agoraClass(resolution, hosts);
  const subscription = { meter: `agora.relay-subscription.${received}`, quantity };
  if (relay === "agora-media-push") {
    return [subscription, { meter: `agora.media-push.${mediaPushMeter(resolution, hosts)}`, quantity }];
  }
  if (relay === "agora-cloud-recording") {
    const recorded = received === "audio" ? "hd" : received;
    const page = { meter: `agora.web-page-recording.${recorded}`, quantity };
    // RTC minutes are waived while the page subscribes at HD or less.
    return recorded === "hd" ? [page] : [page, subscription];
  }
  return relay === "ffmpeg" ? [subscription] : [];
}

function ivsOutput(resolution: Resolution): string {
  const height = heightOf(resolution);
  if (height === 0) return "audio";
  if (height <= 480) return "sd";
  return height <= 720 ? "hd" : height <= 1080 ? "fhd" : resolution;
}

function muxSize(resolution: Resolution): string {
  const height = heightOf(resolution);
  return height === 0 ? "audio" : height <= 720 ? "720p" : resolution;
}

function ivsInput(platform: string, resolution: Resolution): string {
  if (platform !== "ivs-advanced") return platform.slice("ivs-".length);
  return heightOf(resolution) > 480 ? "advanced-hd" : "advanced-sd";
}

function platformLines({ platform }: Architecture, activity: Activity): Line[] {
  const { resolution, relayTime, hlsViewerTime } = activity;
  if (platform === "cloudflare-stream") {
    return [
      { meter: "cloudflare.stream.live-ingest", quantity: relayTime },
      { meter: "cloudflare.stream.encoding", quantity: relayTime },
      { meter: "cloudflare.stream.minutes-stored", quantity: relayTime },
      { meter: "cloudflare.stream.minutes-delivered", quantity: hlsViewerTime },
    ];
  }
  if (platform.startsWith("ivs-")) {
    return [
      { meter: `ivs.input.${ivsInput(platform, resolution)}`, quantity: relayTime },
      { meter: `ivs.output.${ivsOutput(resolution)}`, quantity: hlsViewerTime },
    ];
  }
  if (platform === "mux") {
    const size = muxSize(resolution);
    return [
      { meter: `mux.input.${size}`, quantity: relayTime },
      { meter: `mux.storage.${size}`, quantity: relayTime },
      { meter: `mux.delivery.${size}`, quantity: hlsViewerTime },
    ];
  }
  return [];
}

/** Segments and playlists that the origin writes to R2: as many as one viewer requests. */
function deliveryLines({ cdn }: Architecture, activity: Activity, originWrites: bigint): Line[] {
  const bytes = divideUp(activity.hlsBits, 8n);
  const requests = activity.hlsRequests;
  if (cdn === "bunny-volume" || cdn === "bunny-standard") return [{ meter: `bunny.${cdn.slice(6)}`, quantity: bytes }];
  if (cdn === "cloudfront" || cdn === "cloudfront-flat") {
    return [
      { meter: "cloudfront.data-transfer-out", quantity: bytes },
      { meter: "cloudfront.https-request", quantity: requests },
    ];
  }
  if (cdn === "r2") {
    return [
      { meter: "cloudflare.r2.class-a-operations", quantity: originWrites },
      { meter: "cloudflare.r2.class-b-operations", quantity: requests },
      { meter: "cloudflare.r2.egress", quantity: bytes },
    ];
  }
  return cdn === "server" ? [{ meter: "hetzner.traffic", quantity: bytes }] : [];
}

/** What one activity uses of every meter that counts as it goes. */
export function linesOf(architecture: Architecture, activity: Activity, originWrites: bigint): Line[] {
  return [
    ...rtcLines(architecture, activity),
    ...relayLines(architecture, activity),
    ...platformLines(architecture, activity),
    ...deliveryLines(architecture, activity, originWrites),
  ];
}

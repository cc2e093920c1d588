import type { MediaProbe, VideoProbe } from "@hybrid-stream/ffmpeg-process";
import type { EncodeSettings, IngestLimits } from "@hybrid-stream/spec";
import { audioObstacle, videoObstacle } from "./copy-check.js";
import { settingsFor } from "./settings.js";

/** How the video is encoded. `size` is `null` when the source's is not known: FFmpeg fits it in then. */
export interface VideoEncoding {
  readonly size: { readonly width: number; readonly height: number } | null;
  readonly framesPerSecond: number;
}

/** What happens to the media on its way. */
export interface EncodingPlan {
  readonly video: "copy" | VideoEncoding;
  /** `silence`: the source has no sound and the platform wants one. `none`: no sound is sent. */
  readonly audio: "copy" | "encode" | "silence" | "none";
  readonly settings: EncodeSettings;
  readonly summary: { readonly kind: "copy" | "transcode"; readonly reason: string };
}

const even = (pixels: number): number => Math.max(2, Math.floor(pixels / 2) * 2);

/** Fitted inside the settings, never enlarged, even. */
function fit(video: VideoProbe, settings: EncodeSettings): VideoEncoding["size"] {
  if (video.width === null || video.height === null) return null;
  const scale = Math.min(1, settings.width / video.width, settings.height / video.height);
  return { width: even(video.width * scale), height: even(video.height * scale) };
}

function frameRate(video: VideoProbe, settings: EncodeSettings): number {
  const rate = video.framesPerSecond;
  // Live containers declare anything from 1 to 1,000; only a believable lower rate is kept.
  return rate !== null && rate >= 10 && rate < settings.framesPerSecond ? rate : settings.framesPerSecond;
}

/** Plans by what ffprobe found. */
export function planFromProbe(
  probe: MediaProbe & { readonly video: VideoProbe },
  output: EncodeSettings | "auto",
  limits: IngestLimits,
): EncodingPlan {
  const settings = settingsFor(output, limits);
  const ordered = output === "auto" ? null : "the order names its own encode settings";
  const videoReason = ordered ?? videoObstacle(probe, limits);
  const audioReason = ordered ?? audioObstacle(probe, limits);
  const video =
    videoReason === null
      ? "copy"
      : { size: fit(probe.video, settings), framesPerSecond: frameRate(probe.video, settings) };
  const missing = limits.audioRequired ? "silence" : "none";
  const audio = probe.audio === null ? missing : audioReason === null ? "copy" : "encode";
  const words = [
    videoReason === null ? "Video is passed through" : `Video is encoded: ${videoReason}`,
    {
      copy: "audio is passed through",
      encode: `audio is encoded: ${audioReason ?? ""}`,
      silence: "silence is added, because the source has no sound and the platform wants one",
      none: "there is no audio",
    }[audio],
  ];
  return {
    video,
    audio,
    settings,
    summary: { kind: video === "copy" ? "copy" : "transcode", reason: `${words.join("; ")}.` },
  };
}

/** Plans for media that was not looked into: everything is encoded. */
export function planBlind(reason: string, output: EncodeSettings | "auto", limits: IngestLimits): EncodingPlan {
  const settings = settingsFor(output, limits);
  return {
    video: { size: null, framesPerSecond: settings.framesPerSecond },
    audio: "encode",
    settings,
    summary: { kind: "transcode", reason },
  };
}

/** Plans for the test picture, which is made to measure where the order names a size. */
export function planTestPicture(
  picture: { readonly width: number; readonly height: number; readonly framesPerSecond: number },
  output: EncodeSettings | "auto",
  limits: IngestLimits,
): EncodingPlan {
  const settings = settingsFor(output, limits);
  const { width, height, framesPerSecond } = picture;
  const made: VideoProbe = {
    codec: null,
    width,
    height,
    framesPerSecond,
    pixelFormat: null,
    bitrateKbps: null,
    keyframeIntervalSeconds: null,
  };
  return {
    video: { size: fit(made, settings), framesPerSecond: Math.min(framesPerSecond, settings.framesPerSecond) },
    audio: "encode",
    settings,
    summary: { kind: "transcode", reason: "The test picture is generated, so it is encoded." },
  };
}

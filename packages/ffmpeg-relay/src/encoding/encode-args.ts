import type { EncodingPlan, VideoEncoding } from "./plan.js";

/** What a plan needs of FFmpeg. */
export function encodersOf(plan: Pick<EncodingPlan, "video" | "audio">): string[] {
  const video = plan.video === "copy" ? [] : ["libx264"];
  return plan.audio === "encode" || plan.audio === "silence" ? [...video, "aac"] : video;
}

/** A fixed size, so that a source that changes its own in the middle does not break the encoder. */
function scale(video: VideoEncoding, settings: EncodingPlan["settings"]): string {
  if (video.size === null) {
    const factor = `min(1,min(${settings.width}/(iw*sar),${settings.height}/ih))`;
    return `scale=w='max(2,2*floor(iw*sar*${factor}/2))':h='max(2,2*floor(ih*${factor}/2))',setsar=1`;
  }
  const { width, height } = video.size;
  return `scale=${width}:${height}:force_original_aspect_ratio=decrease,pad=${width}:${height}:(ow-iw)/2:(oh-ih)/2,setsar=1`;
}

function videoArgs(plan: EncodingPlan): string[] {
  if (plan.video === "copy") return ["-c:v", "copy"];
  const { settings, video } = plan;
  const frames = Math.max(1, Math.round(video.framesPerSecond * settings.keyframeIntervalSeconds));
  const rate = `${settings.videoKbps}k`;
  return [
    ...["-vf", `${scale(video, settings)},fps=${video.framesPerSecond}`, "-pix_fmt", "yuv420p"],
    ...["-c:v", "libx264", "-preset", "veryfast", "-tune", "zerolatency"],
    ...["-b:v", rate, "-maxrate", rate, "-bufsize", rate],
    ...["-g", String(frames), "-keyint_min", String(frames), "-sc_threshold", "0"],
  ];
}

function audioArgs(plan: EncodingPlan): string[] {
  if (plan.audio === "copy") return ["-c:a", "copy"];
  if (plan.audio === "none") return ["-an"];
  const encode = ["-c:a", "aac", "-b:a", `${plan.settings.audioKbps}k`, "-ar", "48000", "-ac", "2"];
  // Live audio has holes; stretched over, they would shift sound against picture.
  return plan.audio === "silence" ? [...encode, "-shortest"] : [...encode, "-af", "aresample=async=1"];
}

/** Which streams are sent, and how they are encoded. Input 0 is the source; silence is input 1. */
export function encodeArgs(plan: EncodingPlan): string[] {
  const audioMap = { copy: ["0:a:0"], encode: ["0:a:0?"], silence: ["1:a:0"], none: [] }[plan.audio];
  return [...["0:v:0", ...audioMap].flatMap((map) => ["-map", map]), ...videoArgs(plan), ...audioArgs(plan)];
}

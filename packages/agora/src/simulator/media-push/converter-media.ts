import { defaultEncodeSettings, type EncodeSettings } from "@hybrid-stream/spec";
import type { SimulatedPublisher } from "../world/channels.js";
import type { ConverterSettings } from "./converter-schema.js";

/** What the size of a picture is counted as. */
export type SizeClass = "sd" | "hd" | "fhd";

const even = (pixels: number): number => Math.max(2, Math.floor(pixels / 2) * 2);

export function channelOf(settings: ConverterSettings): string {
  return settings.rawOptions?.rtcChannel ?? settings.transcodeOptions?.rtcChannel ?? "";
}

/** The publishers whose media the converter uses. */
export function sourcesOf(
  settings: ConverterSettings,
  publishers: readonly SimulatedPublisher[],
): readonly SimulatedPublisher[] {
  const { rawOptions, transcodeOptions } = settings;
  if (rawOptions) return publishers.filter(({ uid }) => uid === rawOptions.rtcStreamUid);
  const audio = transcodeOptions?.audioOptions;
  const video = transcodeOptions?.videoOptions;
  const hearsAll = audio != null && audio.rtcStreamUids === undefined;
  if (hearsAll || video?.layoutType === 1) return publishers;
  const seen = (video?.layout ?? []).flatMap((view) => ("rtcStreamUid" in view ? [view.rtcStreamUid] : []));
  const used = new Set<unknown>([...(audio?.rtcStreamUids ?? []), ...seen]);
  return publishers.filter(({ uid }) => used.has(uid));
}

/** What leaves the converter; a raw one passes on what its host sends. */
export function outputOf(settings: ConverterSettings, source: SimulatedPublisher | undefined): EncodeSettings {
  const { transcodeOptions } = settings;
  if (!transcodeOptions) {
    const { width, height, framesPerSecond, videoKbps } = source ?? defaultEncodeSettings;
    return { ...defaultEncodeSettings, width: even(width), height: even(height), framesPerSecond, videoKbps };
  }
  const { audioOptions, videoOptions } = transcodeOptions;
  const audioKbps = audioOptions?.bitrate ?? 48;
  if (!videoOptions) return { ...defaultEncodeSettings, width: 66, height: 66, videoKbps: 50, audioKbps };
  const { canvas, bitrate, frameRate = 15, gop = frameRate * 2 } = videoOptions;
  return {
    width: even(canvas.width),
    height: even(canvas.height),
    framesPerSecond: frameRate,
    videoKbps: bitrate,
    audioKbps,
    keyframeIntervalSeconds: gop / frameRate,
  };
}

/** RTMP takes no VP8: then the far side gets no picture, although the service says that it runs. */
export function passesThrough(source: SimulatedPublisher): boolean {
  return source.codec === "h264" || source.codec === "h265";
}

/** The size class by the picture's area. */
export function sizeClassOf({ width, height }: { readonly width: number; readonly height: number }): SizeClass {
  const area = width * height;
  if (area <= 640 * 360) return "sd";
  return area <= 1_280 * 720 ? "hd" : "fhd";
}

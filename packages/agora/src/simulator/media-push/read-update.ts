import { type ConverterConfiguration, isRecord, type Refusal, readConverter } from "./read-converter.js";

/** What no update can change. The documentation also names `audioOptions` as a whole, but shows parts of it changing. */
const fixed = [
  "name",
  "idleTimeOut",
  "idleTimeout",
  "rawOptions",
  "transcodeOptions.rtcChannel",
  "transcodeOptions.audioOptions.codecProfile",
  "transcodeOptions.audioOptions.sampleRate",
  "transcodeOptions.audioOptions.bitrate",
  "transcodeOptions.audioOptions.audioChannels",
  "transcodeOptions.videoOptions.codec",
  "transcodeOptions.videoOptions.codecProfile",
];

/** An update as it was understood. */
export interface ConverterUpdate {
  readonly configuration: ConverterConfiguration;
  readonly fields: string;
}

type Tree = Readonly<Record<string, unknown>>;

function valueAt(tree: Tree, path: readonly string[]): unknown {
  return path.reduce<unknown>((value, key) => (isRecord(value) ? value[key] : undefined), tree);
}

function withValue(tree: Tree, [key = "", ...rest]: readonly string[], value: unknown): Tree {
  const below = tree[key];
  return { ...tree, [key]: rest.length === 0 ? value : withValue(isRecord(below) ? below : {}, rest, value) };
}

function whyRefused(field: string, before: ConverterConfiguration): string | null {
  if (fixed.includes(field)) return `field ${field} cannot be updated`;
  const { transcodeOptions } = before.settings;
  if (transcodeOptions?.videoOptions?.layoutType === 1 && field !== "rtmpUrl") {
    return "with the vertical layout only rtmpUrl can be updated";
  }
  if (field.startsWith("transcodeOptions") && transcodeOptions === undefined) return "a raw converter cannot transcode";
  if (field.startsWith("transcodeOptions.videoOptions") && !transcodeOptions?.videoOptions) {
    return "an audio-only converter cannot get video";
  }
  if (field.startsWith("transcodeOptions.audioOptions") && transcodeOptions?.audioOptions == null) {
    return "a video-only converter cannot get audio";
  }
  return null;
}

/** Applies the field mask of an update to a configuration. */
export function readUpdate(body: unknown, before: ConverterConfiguration): ConverterUpdate | Refusal {
  if (!isRecord(body) || !isRecord(body.converter)) return { refused: "converter is required" };
  if (typeof body.fields !== "string" || body.fields === "") return { refused: "fields is required" };
  const { converter } = body;
  const fields = body.fields.split(",");
  let changed: Tree = before.sent;
  for (const field of fields) {
    const path = field.split(".");
    const value = valueAt(converter, path);
    const refused =
      whyRefused(field, before) ?? (value === undefined ? `fields names ${field}, which is not given` : null);
    if (refused !== null) return { refused };
    changed = withValue(changed, path, value);
  }
  const configuration = readConverter(changed);
  return "refused" in configuration ? configuration : { configuration, fields: body.fields };
}

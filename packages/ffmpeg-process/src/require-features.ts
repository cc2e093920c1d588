import { HybridStreamError } from "@hybrid-stream/spec";
import type { FfmpegTools } from "./ffmpeg-tools.js";

/** What a command line needs of FFmpeg. */
export interface FeatureNeeds {
  readonly encoders?: readonly string[];
  readonly muxers?: readonly string[];
  readonly inputProtocols?: readonly string[];
  readonly outputProtocols?: readonly string[];
  readonly filters?: readonly string[];
  readonly options?: readonly string[];
}

const words = {
  encoders: "encoder",
  muxers: "muxer",
  inputProtocols: "input protocol",
  outputProtocols: "output protocol",
  filters: "filter",
  options: "option",
} as const;

const kinds = Object.keys(words) as (keyof typeof words)[];

/** @throws `ffmpeg-feature-missing`, which names everything that is missing. */
export function requireFeatures(tools: FfmpegTools, needs: FeatureNeeds): void {
  const missing = kinds.flatMap((kind) =>
    (needs[kind] ?? []).filter((name) => !tools.features[kind].has(name)).map((name) => `${words[kind]} ${name}`),
  );
  if (missing.length === 0) return;
  throw new HybridStreamError({
    code: "ffmpeg-feature-missing",
    message: `The FFmpeg at "${tools.ffmpeg}" was built without: ${missing.join(", ")}. Install a build that has it (Debian's \`apt-get install ffmpeg\` has the usual ones) and name it in ffmpegPath or FFMPEG_PATH.`,
    field: "ffmpegPath",
  });
}

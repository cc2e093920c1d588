import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { type FfmpegExit, type FfmpegProcess, type FfmpegTools, startFfmpeg } from "@hybrid-stream/ffmpeg-process";
import { type Clock, delay, type Logger } from "@hybrid-stream/spec";
import type { MediaDescription } from "./describe-init.js";
import { type Container, packagerArguments } from "./packager-arguments.js";
import type { RenditionPlan } from "./rendition.js";
import { type PackagedSegment, SegmentWatch } from "./segment-watch.js";

const lookEveryMs = 150;

/** What one publish is packaged with. */
export interface PackagerOptions {
  readonly tools: FfmpegTools;
  /** For logs: which stream this is. */
  readonly name: string;
  /** The publish's own folder; it is made. */
  readonly directory: string;
  readonly container: Container;
  readonly segmentSeconds: number;
  readonly renditions: readonly RenditionPlan[];
  readonly audioIsAac: boolean;
  /** FLV. */
  readonly media: AsyncIterable<Uint8Array>;
  readonly clock: Clock;
  readonly logger: Logger;
  /** Called in order, one at a time; the next waits for it. */
  readonly onSegment: (segment: PackagedSegment, description: MediaDescription | null) => Promise<void>;
}

/** One FFmpeg that cuts a publish into segments. */
export interface Packager {
  /** Resolves when FFmpeg is gone and every finished segment was handed over. Never rejects. */
  readonly finished: Promise<FfmpegExit>;
  /** Does not wait for the last segment. */
  stop(): Promise<void>;
}

async function handOver(watch: SegmentWatch, options: PackagerOptions): Promise<void> {
  for (const segment of await watch.look()) {
    await options.onSegment(segment, options.container === "fmp4" ? await watch.describe() : null);
  }
}

async function followUntilExit(process: FfmpegProcess, options: PackagerOptions): Promise<FfmpegExit> {
  const watches = options.renditions.map((plan) => new SegmentWatch(options.directory, plan.name));
  const gone = new AbortController();
  const exited = process.exited.finally(() => gone.abort());
  const lookAtAll = async (): Promise<void> => {
    for (const watch of watches) await handOver(watch, options);
  };
  while (!gone.signal.aborted) {
    await delay(options.clock, lookEveryMs, gone.signal).catch(() => {});
    await lookAtAll().catch((thrown: unknown) => {
      options.logger.error({ stream: options.name, error: String(thrown) }, "segments could not be taken over");
      return process.stop();
    });
  }
  // Once more: the last segment is written as FFmpeg ends.
  await lookAtAll().catch(() => {});
  return exited;
}

/** Starts packaging. Every rendition's folder is made first. */
export async function startPackager(options: PackagerOptions): Promise<Packager> {
  for (const plan of options.renditions) await mkdir(join(options.directory, plan.name), { recursive: true });
  const process = startFfmpeg({
    tools: options.tools,
    args: packagerArguments(options),
    input: options.media,
    name: options.name,
    stall: "off",
    clock: options.clock,
    logger: options.logger,
  });
  return {
    finished: followUntilExit(process, options),
    async stop() {
      await process.stop();
    },
  };
}

import { useDevelopmentFfmpeg } from "../../../scripts/development-ffmpeg.js";
import { runDemo } from "./demo.js";
import { type DemoOptions, endMsOf, helpText, readOptions, UsageError } from "./options.js";
import type { DemoResult } from "./result.js";
import { StopRequest, stopOnSignals } from "./stop-request.js";

/** Whatever hangs after the end does not keep anybody waiting for longer. Milliseconds. */
const lastResortMs = 800;

function read(args: readonly string[]): DemoOptions | null {
  try {
    const options = readOptions(args);
    if (options !== "help") return options;
    console.log(helpText);
  } catch (thrown) {
    if (!(thrown instanceof UsageError)) throw thrown;
    console.error(`${thrown.message}\n\n${helpText}`);
    process.exitCode = 2;
  }
  return null;
}

function summary({ error, phase, timeToLiveMs, segments, relayRestarts, viewersPeak }: DemoResult): string {
  if (error !== undefined) return `\nFailed: ${error.code}\n${error.message}`;
  if (timeToLiveMs === null) return "\nStopped before it was live.";
  const seconds = (timeToLiveMs / 1000).toFixed(1);
  return `\n${phase}: live after ${seconds} s, ${segments} segments, ${relayRestarts} relay restarts, ${viewersPeak ?? 0} viewers at most.`;
}

function exitCode({ error, timeToLiveMs }: DemoResult): number {
  if (error !== undefined) return 1;
  return timeToLiveMs === null ? 130 : 0;
}

const options = read(process.argv.slice(2));
if (options !== null) {
  useDevelopmentFfmpeg();
  const say = options.json ? console.error : console.log;
  const stop = new StopRequest();
  stopOnSignals(stop, say);
  const limitMs = endMsOf(options) + lastResortMs;
  stop.signal.addEventListener("abort", () => setTimeout(() => process.exit(1), limitMs).unref());
  const result = await runDemo({ options, stop, say });
  (result.error === undefined ? say : console.error)(summary(result));
  if (options.json) console.log(JSON.stringify(result));
  process.exitCode = exitCode(result);
}

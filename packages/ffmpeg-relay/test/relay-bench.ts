import { join } from "node:path";
import { type FfmpegTools, findFfmpeg } from "@hybrid-stream/ffmpeg-process";
import type { ChannelSource, Hint, RelayHandle, RelaySpec, RelayState } from "@hybrid-stream/spec";
import { effectContext, waitUntil } from "@hybrid-stream/testkit";
import { afterAll, afterEach, beforeAll, expect } from "vitest";
import { type FfmpegRelay, type FfmpegRelayOptions, ffmpegRelay } from "../src/index.js";
import { make } from "./media.js";
import { Receiver, temporaryFolder, testKey } from "./receiver.js";

/** A picture that is cheap to encode. */
export const smallPicture: ChannelSource = { kind: "test-picture", width: 320, height: 180, framesPerSecond: 15 };

const folder = temporaryFolder();
const inFolder = (name: string): string => join(folder.path, name);

/** Six seconds each: H.264 and AAC with a keyframe a second, unless the name says otherwise. */
export const clips = {
  copyable: inFolder("a.mp4"),
  sparseKeyframes: inFolder("b.mp4"),
  webm: inFolder("c.webm"),
  transport: inFolder("d.ts"),
  silent: inFolder("e.mp4"),
  flash: inFolder("f.flv"),
};

const everythingSaid: unknown[] = [];
const relays: FfmpegRelay[] = [];
const receivers: Receiver[] = [];
let found: FfmpegTools | undefined;
let channel = 0;

/** The machine's FFmpeg, once a test runs. */
export function tools(): FfmpegTools {
  if (found === undefined) throw new Error("useBench() was not called.");
  return found;
}

function makeClips(ffmpeg: string): void {
  const picture = [
    "-f",
    "lavfi",
    "-i",
    "testsrc2=s=320x180:r=25",
    "-f",
    "lavfi",
    "-i",
    "sine=f=440:r=48000",
    "-t",
    "6",
  ];
  const h264 = ["-c:v", "libx264", "-preset", "ultrafast", "-pix_fmt", "yuv420p"];
  const aac = ["-c:a", "aac", "-ac", "2"];
  make(ffmpeg, [...picture, ...h264, "-g", "25", ...aac, clips.copyable]);
  make(ffmpeg, [...picture, ...h264, "-g", "999", "-sc_threshold", "0", ...aac, clips.sparseKeyframes]);
  make(ffmpeg, [...picture, "-c:v", "libvpx", "-deadline", "realtime", "-c:a", "libopus", clips.webm]);
  make(ffmpeg, ["-i", clips.copyable, "-c", "copy", "-f", "mpegts", clips.transport]);
  make(ffmpeg, ["-i", clips.copyable, "-c", "copy", "-f", "flv", clips.flash]);
  make(ffmpeg, ["-i", clips.copyable, "-c:v", "copy", "-an", clips.silent]);
}

/** Registers the hooks: makes the clips, ends everything after each test, and proves that the key was never said. */
export function useBench(): void {
  beforeAll(async () => {
    found = await findFfmpeg();
    makeClips(found.ffmpeg);
  });
  afterEach(async () => {
    await Promise.all(relays.splice(0).map((relay) => relay.close()));
    await Promise.all(receivers.splice(0).map((receiver) => receiver.kill()));
    expect(JSON.stringify(everythingSaid)).not.toContain(testKey);
  });
  afterAll(() => folder.remove());
}

/** A relay whose hints and log are kept and looked through for the key. */
export function newRelay(options: FfmpegRelayOptions = {}): { relay: FfmpegRelay; hints: Hint[] } {
  const say = (...words: unknown[]) => everythingSaid.push(words);
  const relay = ffmpegRelay({ logger: { debug: say, info: say, warn: say, error: say }, ...options });
  const hints: Hint[] = [];
  relay.onHint?.((hint) => {
    hints.push(hint);
    everythingSaid.push(hint);
  });
  relays.push(relay);
  return { relay, hints };
}

export async function receive(): Promise<Receiver> {
  const receiver = await Receiver.start(folder.path, tools().ffmpeg);
  receivers.push(receiver);
  return receiver;
}

/** Starts a relay of a channel of its own. */
export function start(relay: FfmpegRelay, spec: RelaySpec): Promise<RelayHandle> {
  channel += 1;
  return relay.startRelay(spec, effectContext({ channelId: `channel-${channel}` }));
}

export async function status(relay: FfmpegRelay, handle: RelayHandle) {
  const read = await relay.getRelayStatus(handle, effectContext());
  everythingSaid.push(read, handle);
  return read;
}

export async function reach(relay: FfmpegRelay, handle: RelayHandle, ...states: RelayState[]) {
  await waitUntil(async () => states.includes((await status(relay, handle)).state), { what: states.join(" or ") });
  return status(relay, handle);
}

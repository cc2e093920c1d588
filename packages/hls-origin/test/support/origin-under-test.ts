import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type EndOptions, type IngestEndpoint, type LiveStreamSpec, publishUrl } from "@hybrid-stream/spec";
import { effectContext, waitUntil } from "@hybrid-stream/testkit";
import { onTestFinished } from "vitest";
import { type HlsOriginOptions, hlsOrigin } from "../../src/index.js";
import { ffmpeg, publishTestMedia, type RunningProgram } from "../../src/ingest/test-support/ffmpeg.js";
import { type ShiftedClock, shiftedClock } from "./shifted-clock.js";

export const originSecret = "a secret for the tests of the origin";

/** Everything that the origin has logged, as text. */
export interface LogLines {
  readonly lines: string[];
  readonly logger: NonNullable<HlsOriginOptions["logger"]>;
}

export function logLines(): LogLines {
  const lines: string[] = [];
  const write = (fields: object, message = ""): void => {
    lines.push(`${message} ${JSON.stringify(fields)}`);
  };
  return { lines, logger: { debug: write, info: write, warn: write, error: write } };
}

/** A folder that is removed after the test. */
export async function temporaryDirectory(): Promise<string> {
  const directory = await mkdtemp(join(tmpdir(), "hls-origin-test-"));
  onTestFinished(() => rm(directory, { recursive: true, force: true, maxRetries: 5 }));
  return directory;
}

function stoppedAfterTest(running: RunningProgram): RunningProgram {
  onTestFinished(async () => {
    running.child.kill("SIGKILL");
    await running.ended;
  });
  return running;
}

/** Publishes picture and sound; stopped after the test, if not before. */
export function publisher(endpoint: IngestEndpoint, options?: { seconds?: number; size?: string }): RunningProgram {
  return stoppedAfterTest(publishTestMedia(publishUrl(endpoint), options));
}

/** Publishes a picture alone, encoded as `encode` says, for at most 20 s. */
export function picturePublisher(endpoint: IngestEndpoint, ...encode: string[]): RunningProgram {
  const source = ["-re", "-f", "lavfi", "-i", "testsrc2=size=320x180:rate=25", "-t", "20"];
  return stoppedAfterTest(ffmpeg(...source, ...encode, "-f", "flv", publishUrl(endpoint)));
}

/** x264 with a keyframe every so many frames. */
export function h264(keyframeEvery: number): string[] {
  return ["-c:v", "libx264", "-preset", "ultrafast", "-pix_fmt", "yuv420p", "-g", String(keyframeEvery)];
}

/** One answer of the origin. */
export interface Answer {
  readonly status: number;
  readonly text: string;
  readonly headers: Headers;
}

export async function get(url: string | URL, headers: Record<string, string> = {}): Promise<Answer> {
  const response = await fetch(url, { headers });
  return { status: response.status, text: await response.text(), headers: response.headers };
}

/** The media playlists that the entry playlist names, absolute. */
export async function mediaPlaylists(entryUrl: string): Promise<string[]> {
  const { status, text } = await get(entryUrl);
  if (status !== 200) return [];
  return text
    .split("\n")
    .filter((line) => line !== "" && !line.startsWith("#"))
    .map((line) => new URL(line, entryUrl).href);
}

/** The source's media playlist; empty while there is none. */
export async function sourcePlaylist(entryUrl: string): Promise<string> {
  const [first] = await mediaPlaylists(entryUrl);
  return first === undefined ? "" : (await get(first)).text;
}

export function segmentNames(playlist: string): string[] {
  return playlist.split("\n").filter((line) => line !== "" && !line.startsWith("#"));
}

export function tagNumber(playlist: string, tag: string): number {
  return Number(new RegExp(`^#${tag}:(\\d+)$`, "m").exec(playlist)?.[1]);
}

export const retire: EndOptions = { disposition: "retire", recording: "delete" };

/** An origin on free ports with short segments, closed after the test. */
export function originUnderTest(options: HlsOriginOptions = {}) {
  const clock: ShiftedClock = shiftedClock();
  const log = logLines();
  const origin = hlsOrigin({
    secret: originSecret,
    rtmp: { port: 0 },
    // A bucket takes the place of its own HTTP server.
    ...(options.storage === undefined ? { http: { port: 0 } } : {}),
    segmentSeconds: 1,
    clock,
    logger: log.logger,
    ...options,
  });
  onTestFinished(() => origin.close());

  const create = async (spec: Partial<LiveStreamSpec> = {}, channelId = "channel") => {
    const call = effectContext({ channelId });
    const { handle } = await origin.createLiveStream(
      { access: "public", recording: false, latency: "standard", continuityWindowSeconds: 60, ...spec },
      call,
    );
    const { url } = await origin.getPlaybackUrl(handle, { purpose: "view" });
    const probe = await origin.getPlaybackUrl(handle, { purpose: "probe" });
    return {
      handle,
      url,
      /** The same, without being counted as a viewer. */
      probeUrl: probe.url,
      key: () => origin.getStreamKey(handle, call),
      status: () => origin.getStreamStatus(handle, call),
      rotate: () => origin.rotateStreamKey(handle, call),
      end: (end: EndOptions = retire) => origin.endLiveStream(handle, end, call),
      analytics: () =>
        origin.getStreamAnalytics(handle, { from: new Date(0), to: new Date(clock.now().getTime() + 1) }, call),
      /** Waits until the source's playlist is as wanted, and gives it. */
      untilPlaylist: async (what: string, isWanted: (playlist: string) => boolean): Promise<string> => {
        let playlist = "";
        const look = async (): Promise<boolean> => {
          playlist = await sourcePlaylist(probe.url);
          return playlist !== "" && isWanted(playlist);
        };
        await waitUntil(look, { what, timeoutMs: 30_000, intervalMs: 50 });
        return playlist;
      },
    };
  };
  return { origin, clock, log, create };
}

export const hasSegments =
  (count: number) =>
  (playlist: string): boolean =>
    segmentNames(playlist).length >= count;

import { resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import type { ChannelSource } from "@hybrid-stream/spec";
import { type PlatformName, platformEndMs, platformNames } from "./platform/platform-name.js";
import { type RelayName, relayEndMs, relayNames } from "./relay/relay-name.js";

/** The channel's id, and the name of the RTC channel that Agora's relays carry. */
export const channelId = "demo";

export interface DemoOptions {
  readonly relay: RelayName;
  readonly platform: PlatformName;
  readonly source: ChannelSource;
  /** Counted from live; `null`: until it is stopped. */
  readonly seconds: number | null;
  /** Of the page; `null`: 8090 if free, else any. */
  readonly port: number | null;
  readonly json: boolean;
}

/** The command line is wrong; the message says how. */
export class UsageError extends Error {}

export const helpText = `npm run demo [-- options]

Carries a live stream from a relay to a page on this machine: FFmpeg pushes RTMP to
an origin, the origin serves HLS, the page plays it and shows what the SDK knows.

Options:
  --relay NAME      what carries the stream; default: ffmpeg
                      ffmpeg                 FFmpeg on this machine
                      agora-media-push       Agora Media Push
                      agora-cloud-recording  Agora Cloud Recording of a web page
                    Agora is simulated on this machine: no account is needed, and the
                    simulator really pushes media, which is a test picture
  --platform NAME   where it goes; default: hls-origin
                      hls-origin         an origin on this machine
                      cloudflare-stream  Cloudflare Stream
                      aws-ivs            Amazon IVS
                      mux                Mux
                    The last three are simulated on this machine: no account is
                    needed, and media really goes through their RTMPS and HLS
  --input FILE|URL  what to show instead of the test picture. Files are looped;
                    URLs: rtmp, rtmps, rtsp, rtsps, srt, http, https;
                    with --relay ffmpeg only
  --seconds N       end by itself N seconds after it went live; default: until Ctrl-C
  --port N          port of the page, 0 for any; default: 8090 if it is free, else any
  --json            only one JSON object as the last line on standard output;
                    everything else goes to standard error
  --help            this text

Exit codes: 0 it was live and has ended, 1 it failed, 2 wrong options,
130 stopped before it was live.`;

function parse(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      options: {
        relay: { type: "string", default: "ffmpeg" },
        platform: { type: "string", default: "hls-origin" },
        input: { type: "string" },
        seconds: { type: "string" },
        port: { type: "string" },
        json: { type: "boolean", default: false },
        help: { type: "boolean", short: "h", default: false },
      },
    }).values;
  } catch (thrown) {
    throw new UsageError(thrown instanceof Error ? thrown.message : String(thrown));
  }
}

function relayOf(text: string): RelayName {
  const relay = relayNames.find((name) => name === text);
  if (relay !== undefined) return relay;
  throw new UsageError(`--relay must be one of ${relayNames.join(", ")}, not "${text}".`);
}

function platformOf(text: string): PlatformName {
  const platform = platformNames.find((name) => name === text);
  if (platform !== undefined) return platform;
  throw new UsageError(`--platform must be one of ${platformNames.join(", ")}, not "${text}".`);
}

/** How long the end may take, before it is left to FFmpeg's guards. Milliseconds. */
export const endMsOf = ({ relay, platform }: DemoOptions): number =>
  Math.max(relayEndMs(relay), platformEndMs(platform));

function secondsOf(text: string): number {
  const seconds = text.trim() === "" ? Number.NaN : Number(text);
  if (seconds > 0 && seconds <= 86_400) return seconds;
  throw new UsageError(`--seconds must be a number above 0, up to 86400, not "${text}".`);
}

function portOf(text: string): number {
  const port = /^\d{1,5}$/.test(text) ? Number(text) : Number.NaN;
  if (port <= 65_535) return port;
  throw new UsageError(`--port must be a whole number from 0 to 65535, not "${text}".`);
}

function pathOf(url: string): string {
  try {
    return fileURLToPath(url);
  } catch {
    throw new UsageError(`--input must name a file of this machine, not "${url}".`);
  }
}

function sourceOf(relay: RelayName, input: string | undefined): ChannelSource {
  if (relay !== "ffmpeg") {
    if (input === undefined) return { kind: "agora", channel: channelId };
    throw new UsageError(`--input works with --relay ffmpeg only: in "${relay}" the simulator sends a test picture.`);
  }
  if (input === undefined) return { kind: "test-picture" };
  if (input === "") throw new UsageError("--input must name a file or an address.");
  if (/^file:/i.test(input)) return { kind: "file", path: pathOf(input), loop: true };
  if (/^[a-z][a-z0-9+.-]*:\/\//i.test(input)) return { kind: "url", url: input };
  return { kind: "file", path: resolve(input), loop: true };
}

/**
 * Reads the command line; `help` when that was asked for.
 *
 * @throws {UsageError}
 */
export function readOptions(args: readonly string[]): DemoOptions | "help" {
  const { relay: name, platform, input, seconds, port, json, help } = parse(args);
  if (help) return "help";
  const relay = relayOf(name);
  return {
    relay,
    platform: platformOf(platform),
    source: sourceOf(relay, input),
    seconds: seconds === undefined ? null : secondsOf(seconds),
    port: port === undefined ? null : portOf(port),
    json,
  };
}

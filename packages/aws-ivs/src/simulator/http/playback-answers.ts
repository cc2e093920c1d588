import { verify } from "node:crypto";
import * as z from "zod/mini";
import type { SimulatorConfiguration } from "../options.js";
import type { Timers } from "../timers.js";
import type { Account, ChannelRecord } from "../world/account.js";
import type { SimulatedAnswer } from "./answer.js";

const segmentSeconds = 2;
const windowSegments = 6;
const plain = (status: number, body: string): SimulatedAnswer => ({
  status,
  headers: { "content-type": "text/plain", "access-control-allow-origin": "*" },
  body,
});

const claims = z.object({ "aws:channel-arn": z.string(), exp: z.number() });

/** Whether a token was signed with one of the imported keys, for this channel, and has not ended. */
function isGood(token: string, { account, arn, now }: { account: Account; arn: string; now: Date }): boolean {
  const [header = "", payload = "", signature = "", rest] = token.split(".");
  if (rest !== undefined || token.length > 2048) return false;
  const bytes = Buffer.from(signature, "base64url");
  const isSigned = [...account.playbackKeys.values()].some(({ key }) =>
    verify("sha384", Buffer.from(`${header}.${payload}`), { key, dsaEncoding: "ieee-p1363" }, bytes),
  );
  if (!isSigned) return false;
  const read = z.safeParse(claims, JSON.parse(Buffer.from(payload, "base64url").toString()));
  // Milliseconds would be tens of thousands of years away.
  const seconds = now.getTime() / 1000;
  return (
    read.success && read.data["aws:channel-arn"] === arn && read.data.exp > seconds && read.data.exp < seconds * 10
  );
}

/** The playlist of what has come in, without an ingest plane: its segments are nowhere. */
function playlist({ stretches, broadcast }: ChannelRecord, firstSegmentMs: number, now: number): string | null {
  if (broadcast?.isWatchable !== true) return null;
  const since = broadcast.startTime.getTime();
  const receivedMs = stretches
    .filter(({ from }) => from >= since)
    .reduce((sum, { from, to }) => sum + (to ?? now) - from, 0);
  const segments = Math.floor((receivedMs - firstSegmentMs) / 1000 / segmentSeconds) + 1;
  if (segments < 1) return null;
  const first = Math.max(0, segments - windowSegments);
  const lines = Array.from(
    { length: segments - first },
    (_, index) => `#EXTINF:${segmentSeconds},\n${first + index}.ts`,
  );
  const head = [
    "#EXTM3U",
    "#EXT-X-VERSION:3",
    `#EXT-X-TARGETDURATION:${segmentSeconds}`,
    `#EXT-X-MEDIA-SEQUENCE:${first}`,
  ];
  return `${[...head, ...lines].join("\n")}\n`;
}

/** What viewers get: a playlist, the way to the ingest plane's, or the metadata of a recording. `null`: not theirs. */
export function playbackAnswer(
  url: URL,
  { account, timers, configuration }: { account: Account; timers: Timers; configuration: SimulatorConfiguration },
): SimulatedAnswer | null {
  const recording = /^\/recordings\/(ivs\/v1\/.+)\/events\/recording-ended\.json$/.exec(url.pathname)?.[1];
  if (recording !== undefined) {
    if (!account.recordings.has(recording)) return plain(404, "not found");
    const media = { hls: { path: "media/hls", playlist: "master.m3u8", renditions: [] } };
    return plain(200, JSON.stringify({ version: "v1", recording_status: "RECORDING_ENDED", media }));
  }
  const id = /^\/api\/video\/v1\/[a-z0-9-]+\.\d+\.channel\.([a-zA-Z0-9]+)\.m3u8$/.exec(url.pathname)?.[1];
  if (id === undefined) return null;
  const channel = account.channels.get(account.arn("channel", id));
  if (!channel) return plain(404, "not found");
  const now = timers.clock.now();
  if (channel.authorized && !isGood(url.searchParams.get("token") ?? "", { account, arn: channel.arn, now })) {
    return plain(403, "forbidden");
  }
  if (channel.broadcast === null) return plain(404, "not found");
  if (channel.reception !== null) {
    return {
      ...plain(302, ""),
      headers: { location: channel.reception.playlistUrl, "access-control-allow-origin": "*" },
    };
  }
  const text = playlist(channel, configuration.timings.firstSegmentMs, now.getTime());
  if (text === null) return plain(404, "not found");
  return { ...plain(200, text), headers: { "content-type": "application/vnd.apple.mpegurl" } };
}

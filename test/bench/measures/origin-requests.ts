import { join } from "node:path";
import { findFfmpeg } from "@hybrid-stream/ffmpeg-process";
import { waitUntil } from "@hybrid-stream/testkit";
import { type Nginx, startNginx } from "../origin-requests/nginx.js";
import { addressesOf, fetchBytes, fetchText } from "../origin-requests/playlist-lines.js";
import { runWrk } from "../origin-requests/wrk.js";
import { startRemoteOrigin } from "../remote/remote-origin.js";
import { createBenchStream } from "../shared/bench-stream.js";
import { findProgram } from "../shared/find-program.js";
import type { Figure, Findings, Measure, MeasureContext } from "../shared/measure.js";
import { fullPicture, makeMediaFile } from "../shared/media-file.js";
import { runProgram } from "../shared/run-program.js";
import { spreadOf } from "../shared/statistics.js";

const connections = 32;

type Kind = "playlist" | "segment";

interface Round {
  readonly kind: Kind;
  readonly origin: number;
  readonly nginx: number;
  readonly bytes: number;
}

interface Contest {
  readonly playlistUrl: string;
  readonly nginx: Nginx;
  readonly wrk: string;
  readonly seconds: number;
}

/** The address that is asked for: the playlist itself, or the newest segment that it names now. */
async function addressOf(kind: Kind, playlistUrl: string): Promise<string> {
  if (kind === "playlist") return playlistUrl;
  const [newest] = addressesOf(await fetchText(playlistUrl), playlistUrl);
  if (newest === undefined) throw new Error("The playlist names no segment.");
  return newest;
}

async function runRound(kind: Kind, contest: Contest, originFirst: boolean): Promise<Round> {
  const { playlistUrl, nginx, wrk, seconds } = contest;
  const url = await addressOf(kind, playlistUrl);
  const content = await fetchBytes(url);
  const { pathname } = new URL(url);
  await nginx.put(pathname, content);
  const count = async (address: string): Promise<number> =>
    (await runWrk({ program: wrk, url: address, connections, seconds })).requestsPerSecond;
  const nginxUrl = `${nginx.url}${pathname}`;
  if (originFirst) {
    const origin = await count(url);
    return { kind, origin, nginx: await count(nginxUrl), bytes: content.length };
  }
  const other = await count(nginxUrl);
  return { kind, origin: await count(url), nginx: other, bytes: content.length };
}

function figuresOf(kind: Kind, all: readonly Round[]): Figure[] {
  const rounds = all.filter((round) => round.kind === kind);
  const perSecond = (name: string, values: readonly number[]): Figure => ({
    name,
    unit: "/s",
    value: spreadOf(values),
    goal: null,
  });
  return [
    {
      name: `${kind}s: origin ÷ nginx`,
      unit: "x",
      value: spreadOf(rounds.map(({ origin, nginx }) => origin / nginx)),
      goal: { atLeast: 0.5 },
    },
    perSecond(
      `${kind}s: origin`,
      rounds.map(({ origin }) => origin),
    ),
    perSecond(
      `${kind}s: nginx`,
      rounds.map(({ nginx }) => nginx),
    ),
  ];
}

async function compete(contest: Contest, rounds: number): Promise<Findings> {
  const found: Round[] = [];
  for (let index = 0; index < rounds; index += 1) {
    for (const kind of ["playlist", "segment"] as const) found.push(await runRound(kind, contest, index % 2 === 0));
  }
  const sizes = (["playlist", "segment"] as const).map((kind) => {
    const [round] = found.filter((one) => one.kind === kind);
    return `${kind} ${((round?.bytes ?? 0) / 1000).toFixed(1)} kB`;
  });
  return {
    figures: [...figuresOf("playlist", found), ...figuresOf("segment", found)],
    notes: [
      `Loopback, wrk with one thread and ${connections} connections, ${contest.seconds} s each, in turns; ${sizes.join(", ")}, not compressed. nginx: one process, sendfile, open_file_cache, no access log; it serves a copy of the very bytes that the origin answered just before. The origin goes on packaging a live stream meanwhile, and its playlist changes every 2 s.`,
    ],
  };
}

async function run({ quick, folder }: MeasureContext): Promise<Findings> {
  const program = findProgram("nginx");
  const wrk = findProgram("wrk");
  if (program === null || wrk === null) {
    const missing = [program === null ? "nginx" : "", wrk === null ? "wrk" : ""].filter(Boolean).join(" and ");
    return { skipped: `${missing} not found: install them (Debian: the packages nginx and wrk) and run this again` };
  }
  const { ffmpeg } = await findFfmpeg();
  const path = join(folder, "full.mp4");
  await makeMediaFile({ ffmpeg, path, ...fullPicture });
  const origin = await startRemoteOrigin();
  const nginx = await startNginx(program, join(folder, "nginx"));
  const stream = await createBenchStream(origin, "requests");
  const args = ["-re", "-stream_loop", "-1", "-i", path, "-c", "copy", "-f", "flv", stream.publishUrl];
  const publisher = runProgram(ffmpeg, args);
  try {
    let playlistUrl = "";
    const hasSegments = async (): Promise<boolean> => {
      const response = await fetch(stream.playbackUrl);
      if (!response.ok) return false;
      [playlistUrl = ""] = addressesOf(await response.text(), response.url);
      return addressesOf(await fetchText(playlistUrl), playlistUrl).length >= 3;
    };
    await waitUntil(hasSegments, { what: "a playlist with three segments", timeoutMs: 30_000, intervalMs: 200 });
    return await compete({ playlistUrl, nginx, wrk, seconds: quick ? 1 : 5 }, quick ? 2 : 6);
  } finally {
    await publisher.stop();
    await nginx.stop();
    await origin.close();
  }
}

export const originRequests: Measure = {
  name: "origin-requests",
  what: "requests per second of hlsOrigin() against nginx with the same files",
  run,
};

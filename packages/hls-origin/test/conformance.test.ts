import { mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createHlsProbe } from "@hybrid-stream/provider-kit";
import { publishUrl, systemClock } from "@hybrid-stream/spec";
import { testStreamingPlatform } from "@hybrid-stream/testkit";
import { describe, expect, it } from "vitest";
import { type HlsOriginOptions, hlsOrigin } from "../src/index.js";
import { publishTestMedia, type RunningProgram } from "../src/ingest/test-support/ffmpeg.js";
import { startS3Server } from "../src/s3/test-support/s3-server.js";
import { logLines, originSecret } from "./support/origin-under-test.js";

/** Streams that are not retired, as the origin's own files tell. */
async function streamsOnDisk(directory: string): Promise<number> {
  const folder = join(directory, "state");
  const files = (await readdir(folder).catch(() => [])).filter((name) => name.endsWith(".json"));
  const states = await Promise.all(files.map((name) => readFile(join(folder, name), "utf8")));
  return states.filter((text) => text.includes('"retiredAt":null')).length;
}

const skip = [
  {
    reason: "the origin is this process: there is no vendor that could refuse, fail or lose an answer",
    tests: [
      "says unauthorized when its vendor does not accept the credentials",
      "says forbidden when the credentials may not do what was asked",
      "takes a stream that its vendor does not find for gone: no status, no key, nothing to end",
      "calls no stream ended while its vendor reports a conflict, and ends it afterwards",
      "says rate-limited when its vendor's quota is used up, and that a repetition is safe",
      "hands on its vendor's hint of when to come back",
      "says vendor-unavailable for a fault of its vendor, and goes on once that is over",
      "says timeout when no answer comes by the deadline, and aborted when it is cancelled meanwhile",
      "makes one stream though the answer to its creation was lost and its process died",
      "has a dead old key and a new one to read though the answer to its rotation was lost",
      "can read a key after a rotation that was interrupted half-way, and it is not the old one",
      "ends though the answer to its end was lost",
      "takes an answer that breaks off for no answer, and makes nothing twice because of it",
      "takes a state that it has never heard of for unknown, not for an absence",
      "is not disturbed by fields that it has never heard of",
    ],
  },
  {
    reason: "an origin's directory belongs to one process at a time; test/restart.test.ts follows one over a restart",
    tests: [
      "makes one stream at its vendor for the same incarnation, also from two processes",
      "makes playback addresses for many viewers without a request, also in a process that has just begun",
    ],
  },
  {
    reason: "every stream of an origin was made by this package",
    tests: ["neither lists nor touches a stream in the same account that is none of ours"],
  },
];

/** Where viewers get the media from. */
interface Place {
  readonly options: Pick<HlsOriginOptions, "http" | "storage">;
  close(): Promise<void>;
}

function testOrigin(title: string, place: () => Promise<Place>): void {
  testStreamingPlatform({
    describe,
    it,
    expect,
    title,
    skip,
    create: async () => {
      const { options, close } = await place();
      const directory = await mkdtemp(join(tmpdir(), "hls-origin-conformance-"));
      const log = logLines();
      let isBroken = false;
      const now = (): Date => {
        if (!isBroken) return new Date();
        isBroken = false;
        throw new Error("the clock broke");
      };
      const provider = hlsOrigin({
        clock: { ...systemClock, now },
        directory,
        secret: originSecret,
        rtmp: { port: 0 },
        ...options,
        segmentSeconds: 1,
        logger: log.logger,
      });
      const probe = createHlsProbe();
      const publishers: RunningProgram[] = [];
      return {
        provider,
        secrets: [originSecret],
        output: () => log.lines.join("\n"),
        publish: async (endpoint) => {
          const running = publishTestMedia(publishUrl(endpoint));
          publishers.push(running);
          return {
            stop: async () => {
              running.child.kill("SIGTERM");
              await running.ended;
            },
            closed: running.ended,
          };
        },
        probe: (url) => probe.probe(url),
        // The platform is this process: there is no vendor to ask.
        requests: () => 0,
        liveStreams: () => streamsOnDisk(directory),
        unknownHandle: () => ({
          provider: provider.id,
          version: 1,
          data: { streamId: "s-000000000000000000000000", access: "public" },
        }),
        breakNextCall: () => {
          isBroken = true;
          // The call that follows reads the time before anything else gets its turn.
          setImmediate(() => {
            isBroken = false;
          });
        },
        dispose: async () => {
          for (const { child } of publishers) child.kill("SIGKILL");
          await Promise.all(publishers.map(({ ended }) => ended));
          await provider.close();
          await close();
          await probe.close();
          await rm(directory, { recursive: true, force: true, maxRetries: 5 });
        },
      };
    },
  });
}

testOrigin("hlsOrigin as a streaming platform", async () => ({
  options: { http: { port: 0 } },
  close: async () => {},
}));

testOrigin("hlsOrigin over a bucket, as a streaming platform", async () => {
  const { objects, publicUrl, close } = await startS3Server();
  return { options: { storage: { objects, publicUrl } }, close };
});

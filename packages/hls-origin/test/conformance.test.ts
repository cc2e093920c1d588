import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createHlsProbe } from "@hybrid-stream/provider-kit";
import { publishUrl, systemClock } from "@hybrid-stream/spec";
import { testStreamingPlatform } from "@hybrid-stream/testkit";
import { describe, expect, it } from "vitest";
import { hlsOrigin } from "../src/index.js";
import { publishTestMedia, type RunningProgram } from "../src/ingest/test-support/ffmpeg.js";
import { logLines, originSecret } from "./support/origin-under-test.js";

testStreamingPlatform({
  describe,
  it,
  expect,
  title: "hlsOrigin as a streaming platform",
  create: async () => {
    const directory = await mkdtemp(join(tmpdir(), "hls-origin-conformance-"));
    const log = logLines();
    let isBroken = false;
    const now = (): Date => {
      if (isBroken) throw new Error("the clock broke");
      return new Date();
    };
    const provider = hlsOrigin({
      clock: { ...systemClock, now },
      directory,
      secret: originSecret,
      rtmp: { port: 0 },
      http: { port: 0 },
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
        await probe.close();
        await rm(directory, { recursive: true, force: true, maxRetries: 5 });
      },
    };
  },
});

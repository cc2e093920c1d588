import { existsSync, rmSync, statSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { findFfmpeg } from "@hybrid-stream/ffmpeg-process";
import { effectContext, type RelaySubject, testRelayProvider } from "@hybrid-stream/testkit";
import { describe, expect, it } from "vitest";
import { ffmpegsPublishingTo } from "../test/processes.js";
import { Receiver, temporaryFolder, testKey } from "../test/receiver.js";
import { relaySpec } from "../test/spec.js";
import { ffmpegRelay } from "./index.js";

async function create(): Promise<RelaySubject> {
  const folder = temporaryFolder();
  const { ffmpeg } = await findFfmpeg();
  const ffmpegPath = join(folder.path, "ffmpeg");
  symlinkSync(ffmpeg, ffmpegPath);
  const output: string[] = [];
  const write = (...words: unknown[]) => output.push(JSON.stringify(words));
  const provider = ffmpegRelay({ ffmpegPath, logger: { debug: write, info: write, warn: write, error: write } });
  const receivers: Receiver[] = [];
  const running = () => receivers.flatMap((receiver) => ffmpegsPublishingTo(receiver.ingest.url));
  return {
    provider,
    secrets: [testKey],
    output: () => output.join("\n"),
    makeSpec: async () => {
      const receiver = await Receiver.start(folder.path, ffmpeg);
      receivers.push(receiver);
      return relaySpec({ kind: "test-picture", width: 320, height: 180, framesPerSecond: 15 }, receiver.ingest);
    },
    runningRelays: () => running().length,
    hasMedia: (spec) => {
      const receiver = receivers.find((each) => each.ingest.url === spec.ingest.url);
      return receiver !== undefined && existsSync(receiver.file) && statSync(receiver.file).size > 4_096;
    },
    unknownHandle: () => ({ provider: "ffmpeg", version: 1, data: { key: "testkit/never/1.1.1", instanceId: "x" } }),
    kill: () => {
      for (const pid of running()) process.kill(pid, "SIGKILL");
    },
    breakNextCall: () => rmSync(ffmpegPath),
    dispose: async () => {
      await provider.close();
      await Promise.all(receivers.map((receiver) => receiver.kill()));
      folder.remove();
    },
  };
}

testRelayProvider({ describe, it, expect, create, title: "ffmpegRelay() is a relay provider" });

describe("a call that is given up", () => {
  it("is told apart from one that took too long", async () => {
    const { provider, dispose } = await create();
    const handle = { provider: "ffmpeg", version: 1, data: {} };
    const signal = AbortSignal.abort(new DOMException("late", "TimeoutError"));
    await expect(provider.getRelayStatus(handle, effectContext({ signal }))).rejects.toMatchObject({ code: "timeout" });
    await dispose();
  });
});

import { HybridStreamError } from "@hybrid-stream/spec";
import { afterAll, describe, expect, it } from "vitest";
import { standIn, temporaryFolder } from "../test/stand-in.js";
import { findFfmpeg } from "./find-ffmpeg.js";
import { requirePosix } from "./posix-only.js";
import { requireFeatures } from "./require-features.js";

const folder = temporaryFolder();
afterAll(() => folder.remove());

async function failure(promise: Promise<unknown>): Promise<HybridStreamError> {
  const thrown = await promise.then(
    () => null,
    (error: unknown) => error,
  );
  if (!HybridStreamError.isInstance(thrown)) throw new Error("It should have been refused.");
  return thrown;
}

describe("findFfmpeg", () => {
  it("finds the machine's FFmpeg and reads what it can do", async () => {
    const tools = await findFfmpeg();
    expect(tools.ffprobe).not.toBeNull();
    expect(tools.features.inputProtocols.has("rtmp")).toBe(true);
    expect(tools.features.outputProtocols.has("rtmps")).toBe(true);
    expect(tools.features.encoders.has("libx264")).toBe(true);
    expect(tools.features.muxers.has("flv")).toBe(true);
    expect(tools.features.filters.has("testsrc2")).toBe(true);
    expect(tools.features.filters.has("drawbox")).toBe(true);
    expect(tools.features.options.has("rw_timeout")).toBe(true);
    expect(tools.features.options.has("tls_verify")).toBe(true);
  });

  it("asks each path once", async () => {
    expect((await findFfmpeg()).features).toBe((await findFfmpeg()).features);
  });

  it("says how to get one when there is none", async () => {
    const error = await failure(findFfmpeg({ env: { PATH: folder.path } }));
    expect(error.code).toBe("ffmpeg-not-found");
    expect(error.message).toContain("ffmpegPath");
    expect(error.message).toContain("FFMPEG_PATH");
    expect(error.message).toContain("apt-get install ffmpeg");
  });

  it("does not fall back when a named path is wrong", async () => {
    const byOption = await failure(findFfmpeg({ ffmpegPath: "/no/such/ffmpeg" }));
    expect(byOption).toMatchObject({ code: "ffmpeg-not-found", field: "ffmpegPath" });
    const byVariable = await failure(findFfmpeg({ env: { ...process.env, FFPROBE_PATH: "/no/such/ffprobe" } }));
    expect(byVariable.message).toContain("FFPROBE_PATH");
  });

  it("refuses a program that is not FFmpeg", async () => {
    const { ffmpeg } = standIn(folder.path, "not-ffmpeg", "echo hello");
    const error = await failure(findFfmpeg({ ffmpegPath: ffmpeg }));
    expect(error).toMatchObject({ code: "ffmpeg-not-found" });
    expect(error.message).toContain("does not answer like FFmpeg");
  });

  it("works without ffprobe", async () => {
    const { ffmpeg } = await findFfmpeg();
    expect((await findFfmpeg({ ffmpegPath: ffmpeg, env: {} })).ffprobe).toBeNull();
  });

  it("honours the signal", async () => {
    const { ffmpeg } = standIn(folder.path, "slow", "sleep 20");
    const reason = new Error("enough");
    await expect(findFfmpeg({ ffmpegPath: ffmpeg, signal: AbortSignal.abort(reason) })).rejects.toBe(reason);
  });
});

describe("requireFeatures", () => {
  it("names everything that is missing, and only that", async () => {
    const tools = await findFfmpeg();
    expect(() => requireFeatures(tools, { encoders: ["libx264"], muxers: ["flv"] })).not.toThrow();
    const missing = () => requireFeatures(tools, { encoders: ["libx264", "nope"], filters: ["nothing"] });
    expect(missing).toThrowError(expect.objectContaining({ code: "ffmpeg-feature-missing" }));
    expect(missing).toThrowError(/encoder nope, filter nothing/);
  });
});

describe("requirePosix", () => {
  it("refuses Windows", () => {
    expect(() => requirePosix("win32")).toThrowError(expect.objectContaining({ code: "platform-unsupported" }));
    expect(() => requirePosix("linux")).not.toThrow();
  });
});

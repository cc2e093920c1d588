import { resolve } from "node:path";
import { afterEach, describe, expect, it } from "vitest";
import { readOptions, UsageError } from "../../examples/demo/src/options.js";
import { type Program, startProgram } from "./support/program.js";

let demo: Program | null = null;
afterEach(async () => {
  await demo?.dispose();
  demo = null;
});

describe("the demo's options", () => {
  it("have defaults", () => {
    const rest = { seconds: null, port: null, json: false };
    const source = { kind: "test-picture" };
    expect(readOptions([])).toEqual({ relay: "ffmpeg", platform: "hls-origin", source, ...rest });
    expect(readOptions(["--relay", "ffmpeg", "--platform", "hls-origin"])).toEqual(readOptions([]));
  });

  it("take a platform", () => {
    expect(readOptions(["--platform", "mux"])).toMatchObject({ platform: "mux" });
  });

  it("take a file, looped, or an address", () => {
    const sourceOf = (input: string): unknown => {
      const options = readOptions(["--input", input]);
      return options === "help" ? null : options.source;
    };
    expect(sourceOf("show.mp4")).toEqual({ kind: "file", path: resolve("show.mp4"), loop: true });
    expect(sourceOf("file:///tmp/a%20show.mp4")).toEqual({ kind: "file", path: "/tmp/a show.mp4", loop: true });
    expect(sourceOf("RTMP://127.0.0.1/live/x")).toEqual({ kind: "url", url: "RTMP://127.0.0.1/live/x" });
  });

  it.each(["agora-media-push", "agora-cloud-recording"])("carry an Agora channel by %s", (relay) => {
    expect(readOptions(["--relay", relay])).toMatchObject({ relay, source: { kind: "agora", channel: "demo" } });
    expect(() => readOptions(["--relay", relay, "--input", "show.mp4"])).toThrow(/--input works with --relay ffmpeg/);
  });

  it.each([
    ["--relay", "agora"],
    ["--relay", ""],
    ["--seconds", "0"],
    ["--seconds", "soon"],
    ["--seconds", ""],
    ["--port", "65536"],
    ["--port", "80.5"],
    ["--input", ""],
    ["--input", "file://elsewhere/show.mp4"],
    ["--platform", "youtube"],
    ["--volume", "11"],
    ["show.mp4"],
  ])("refuse %s %s", (...args) => {
    expect(() => readOptions(args)).toThrow(UsageError);
  });

  it("explain themselves", async () => {
    demo = startProgram("examples/demo/src/main.ts", ["--help"]);
    expect(await demo.exited).toBe(0);
    for (const option of [
      "--relay",
      "--platform",
      "agora-media-push",
      "agora-cloud-recording",
      "simulated",
      "--input",
      "--seconds",
      "--port",
      "--json",
      "--help",
    ]) {
      expect(demo.stdout()).toContain(option);
    }
  });

  it("list the relays when one is asked for that is not there", async () => {
    demo = startProgram("examples/demo/src/main.ts", ["--relay", "carrier-pigeon"]);
    expect(await demo.exited).toBe(2);
    const list = '--relay must be one of ffmpeg, agora-media-push, agora-cloud-recording, not "carrier-pigeon".';
    expect(demo.stderr()).toContain(list);
  });

  it("end the program with 2 when they are wrong", async () => {
    demo = startProgram("examples/demo/src/main.ts", ["--sekonds", "3"]);
    expect(await demo.exited).toBe(2);
    expect(demo.stderr()).toContain("--sekonds");
    expect(demo.stdout()).toBe("");
  });
});

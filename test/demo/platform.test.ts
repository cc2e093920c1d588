import { afterEach, describe, expect, it } from "vitest";
import { platformNames } from "../../examples/demo/src/platform/platform-name.js";
import { type Program, startDemo } from "./support/program.js";

let demo: Program | null = null;
afterEach(async () => {
  await demo?.dispose();
  demo = null;
});

describe("npm run demo -- --platform", () => {
  const vendors = platformNames.filter((name) => name !== "hls-origin");
  it.each([...vendors.map((name) => [name, "ffmpeg"]), ["cloudflare-stream", "agora-media-push"]])(
    "%s: is reached by %s",
    async (name, relay) => {
      demo = startDemo("--platform", name, "--relay", relay, "--seconds", "2", "--json");
      const title = { "cloudflare-stream": "Cloudflare Stream", "aws-ivs": "Amazon IVS", mux: "Mux" }[name] ?? "";
      await demo.said(new RegExp(`${title} is SIMULATED on this machine`));
      const [, url = ""] = await demo.said(/playback: (http:\S+)/);
      expect(await (await fetch(url)).text()).toContain("#EXTM3U");
      expect(await demo.exited).toBe(0);
      const result: unknown = JSON.parse(demo.stdout().trimEnd().split("\n").at(-1) ?? "");
      expect(result).toMatchObject({ phase: "ended", playbackUrl: url, relayRestarts: 0 });
      expect(demo.processes()).toEqual([]);
      expect(demo.leftovers()).toEqual([]);
    },
  );
});

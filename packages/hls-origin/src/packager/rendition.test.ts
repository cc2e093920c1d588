import { describe, expect, it } from "vitest";
import { planRenditions, stepsBelow } from "./rendition.js";

const size = (width: number, height: number) => ({ width, height });

describe("the ladder", () => {
  it("has only steps below the source, by the short side", () => {
    expect(stepsBelow(size(1280, 720), ["1080p", "720p", "480p"])).toEqual(["480p"]);
    expect(stepsBelow(size(1080, 1920), ["1080p", "720p", "480p"])).toEqual(["720p", "480p"]);
    expect(stepsBelow(size(640, 360), ["480p"])).toEqual([]);
    expect(stepsBelow(null, ["480p"])).toEqual([]);
  });

  it("keeps the picture's shape, with even sides", () => {
    expect(planRenditions(size(1280, 720), ["480p"])).toEqual([
      { kind: "copy", name: "source" },
      { kind: "encode", name: "480p", width: 854, height: 480, videoKbps: 1200 },
    ]);
    expect(planRenditions(size(1080, 1920), ["480p"])[1]).toMatchObject({ width: 480, height: 854 });
  });

  it("never enlarges when a broadcast goes on with a smaller picture", () => {
    expect(planRenditions(size(320, 180), ["480p"])[1]).toMatchObject({ width: 320, height: 180 });
  });
});

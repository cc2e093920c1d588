import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { readFinishedSegments } from "./finished-segments.js";

const playlist = [
  "#EXTM3U",
  "#EXT-X-VERSION:7",
  "#EXT-X-TARGETDURATION:4",
  "#EXT-X-MEDIA-SEQUENCE:0",
  '#EXT-X-MAP:URI="init.mp4"',
  "#EXTINF:3.960938,",
  "0.m4s",
  "#EXTINF:1.980469,",
  "#EXT-X-PROGRAM-DATE-TIME:2026-11-23T21:37:53.961+0000",
  "/some/where/1.m4s",
  "",
].join("\n");

const whole = [
  { name: "0.m4s", seconds: 3.960938 },
  { name: "1.m4s", seconds: 1.980469 },
];

describe("readFinishedSegments", () => {
  it("reads names and durations", () => {
    expect(readFinishedSegments(playlist)).toEqual(whole);
  });

  it("takes nothing that is not whole, wherever the text is cut off", () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: playlist.length }), (length) => {
        const read = readFinishedSegments(playlist.slice(0, length));
        expect(read).toEqual(whole.slice(0, read.length));
      }),
    );
  });
});

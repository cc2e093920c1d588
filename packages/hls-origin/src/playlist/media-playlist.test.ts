import { parsePlaylist } from "@hybrid-stream/provider-kit";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { composeMediaPlaylist, targetDurationOf } from "./media-playlist.js";
import type { Segment } from "./segment.js";
import { windowStart } from "./window.js";

const began = Date.parse("2026-05-01T12:00:00.000Z");

function segment(sequence: number, discontinuity: number, overrides: Partial<Segment> = {}): Segment {
  return {
    sequence,
    discontinuity,
    broadcastId: "b",
    file: `p${discontinuity}/source/${sequence}.m4s`,
    initFile: `p${discontinuity}/source/init.mp4`,
    seconds: 2,
    bytes: 1000,
    startsAt: began + sequence * 2000,
    ...overrides,
  };
}

/** The discontinuity number that a player computes for each listed segment, by RFC 8216 section 6.2.1. */
function discontinuitiesSeen(text: string): number[] {
  let number = Number(/#EXT-X-DISCONTINUITY-SEQUENCE:(\d+)/.exec(text)?.[1]);
  const seen: number[] = [];
  for (const line of text.split("\n")) {
    if (line === "#EXT-X-DISCONTINUITY") number += 1;
    else if (line !== "" && !line.startsWith("#")) seen.push(number);
  }
  return seen;
}

describe("composeMediaPlaylist", () => {
  it("writes a live playlist over a reconnect, with a discontinuity and a new init segment", () => {
    const segments = [segment(7, 0), segment(8, 0, { seconds: 1.25 }), segment(9, 1)];
    expect(composeMediaPlaylist({ segments, targetDurationSeconds: 2, ended: false })).toBe(
      [
        "#EXTM3U",
        "#EXT-X-VERSION:7",
        "#EXT-X-TARGETDURATION:2",
        "#EXT-X-MEDIA-SEQUENCE:7",
        "#EXT-X-DISCONTINUITY-SEQUENCE:0",
        "#EXT-X-INDEPENDENT-SEGMENTS",
        '#EXT-X-MAP:URI="p0/source/init.mp4"',
        "#EXT-X-PROGRAM-DATE-TIME:2026-05-01T12:00:14.000Z",
        "#EXTINF:2.00000,",
        "p0/source/7.m4s",
        "#EXT-X-PROGRAM-DATE-TIME:2026-05-01T12:00:16.000Z",
        "#EXTINF:1.25000,",
        "p0/source/8.m4s",
        "#EXT-X-DISCONTINUITY",
        '#EXT-X-MAP:URI="p1/source/init.mp4"',
        "#EXT-X-PROGRAM-DATE-TIME:2026-05-01T12:00:18.000Z",
        "#EXTINF:2.00000,",
        "p1/source/9.m4s",
        "",
      ].join("\n"),
    );
  });

  it("ends a playlist, and marks a recording as complete", () => {
    const text = composeMediaPlaylist({
      segments: [segment(0, 0)],
      targetDurationSeconds: 2,
      ended: true,
      type: "vod",
    });
    expect(text).toContain("#EXT-X-PLAYLIST-TYPE:VOD\n");
    expect(text.endsWith("#EXT-X-ENDLIST\n")).toBe(true);
  });

  it("names no init segment for MPEG-TS", () => {
    const segments = [segment(0, 0, { initFile: null })];
    const text = composeMediaPlaylist({ segments, targetDurationSeconds: 2, ended: false });
    expect(text).not.toContain("EXT-X-MAP");
    expect(text).toContain("#EXT-X-VERSION:6\n");
  });

  it("lets a player compute every segment's own number, however the window slides and whatever publish left nothing", () => {
    const publishes = fc.array(fc.integer({ min: 0, max: 4 }), { minLength: 1, maxLength: 8 });
    fc.assert(
      fc.property(publishes, fc.integer({ min: 1, max: 8 }), (counts, windowSegments) => {
        const all: Segment[] = [];
        counts.forEach((count, publish) => {
          for (let index = 0; index < count; index++) all.push(segment(all.length, publish));
        });
        for (let length = 1; length <= all.length; length++) {
          const known = all.slice(0, length);
          const listed = known.slice(windowStart(known, { segments: windowSegments, seconds: 0 }));
          const text = composeMediaPlaylist({ segments: listed, targetDurationSeconds: 2, ended: false });
          expect(discontinuitiesSeen(text)).toEqual(listed.map(({ discontinuity }) => discontinuity));
          expect(parsePlaylist(text)).toMatchObject({ kind: "media", lastSegment: length - 1 });
        }
      }),
    );
  });
});

describe("targetDurationOf", () => {
  it("rounds as RFC 8216 does, and is never 0", () => {
    expect([0.2, 1.4, 2.49, 2.5, 3.96].map(targetDurationOf)).toEqual([1, 1, 2, 3, 4]);
  });
});

describe("windowStart", () => {
  const durations = fc.array(fc.float({ min: Math.fround(0.1), max: 10, noNaN: true }), {
    minLength: 1,
    maxLength: 40,
  });

  it("never goes back as segments are added, and holds enough of both", () => {
    fc.assert(
      fc.property(durations, (seconds) => {
        const all = seconds.map((value, index) => segment(index, 0, { seconds: value }));
        let last = 0;
        for (let length = 1; length <= all.length; length++) {
          const known = all.slice(0, length);
          const start = windowStart(known, { segments: 6, seconds: 12 });
          expect(start).toBeGreaterThanOrEqual(last);
          last = start;
          if (start === 0) continue;
          const sum = known.slice(start).reduce((total, each) => total + each.seconds, 0);
          expect(known.length - start).toBeGreaterThanOrEqual(6);
          expect(sum).toBeGreaterThan(11.99);
        }
      }),
    );
  });

  it("counts whole segments when they are as long as asked for", () => {
    const all = Array.from({ length: 20 }, (_, index) => segment(index, 0, { seconds: 1.98 }));
    expect(windowStart(all, { segments: 6, seconds: 11 })).toBe(14);
  });
});

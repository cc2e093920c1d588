import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { parsePlaylist } from "./parse-playlist.js";

const playlist = (...lines: string[]) => ["#EXTM3U", ...lines].join("\n");

describe("media playlists", () => {
  it("counts to the last segment", () => {
    const text = playlist(
      "#EXT-X-TARGETDURATION:4",
      "#EXT-X-MEDIA-SEQUENCE:7",
      "#EXTINF:4,",
      "a.ts",
      "#EXTINF:4,",
      "b",
    );
    expect(parsePlaylist(text)).toEqual({
      kind: "media",
      mediaSequence: 7,
      segmentCount: 2,
      lastSegment: 8,
      targetDurationSeconds: 4,
      ended: false,
      programDateTime: null,
    });
  });

  it("counts through discontinuities and never adds their own counter", () => {
    const text = playlist(
      "#EXT-X-MEDIA-SEQUENCE:10",
      "#EXT-X-DISCONTINUITY-SEQUENCE:5",
      "#EXTINF:2,",
      "a.ts",
      "#EXT-X-DISCONTINUITY",
      "#EXTINF:2,",
      "b.ts",
    );
    expect(parsePlaylist(text)).toMatchObject({ lastSegment: 11, segmentCount: 2 });
  });

  it("does not count parts of LL-HLS", () => {
    const text = playlist(
      "#EXT-X-MEDIA-SEQUENCE:3",
      "#EXTINF:4,",
      "a.m4s",
      '#EXT-X-PART:DURATION=1,URI="b1.m4s"',
      '#EXT-X-PRELOAD-HINT:TYPE=PART,URI="b2.m4s"',
    );
    expect(parsePlaylist(text)).toMatchObject({ lastSegment: 3, segmentCount: 1 });
  });

  it("counts the segments that a delta update skips", () => {
    const text = playlist("#EXT-X-MEDIA-SEQUENCE:3", "#EXT-X-SKIP:SKIPPED-SEGMENTS=4", "#EXTINF:4,", "a.m4s");
    expect(parsePlaylist(text)).toMatchObject({ lastSegment: 7 });
  });

  it("reads CRLF, a byte order mark and the end", () => {
    const text = `\uFEFF${playlist("#EXTINF:4,", "a.ts", "#EXT-X-ENDLIST").replaceAll("\n", "\r\n")}`;
    expect(parsePlaylist(text)).toMatchObject({ lastSegment: 0, ended: true });
  });

  it("does not count a segment that was cut off before its address", () => {
    expect(parsePlaylist(playlist("#EXTINF:4,", "a.ts", "#EXTINF:4,"))).toMatchObject({ segmentCount: 1 });
  });

  it("takes the longest segment where the target duration is missing", () => {
    expect(parsePlaylist(playlist("#EXTINF:3.2,", "a.ts"))).toMatchObject({ targetDurationSeconds: 4 });
  });

  it("counts the time on to the last segment", () => {
    const text = playlist("#EXT-X-PROGRAM-DATE-TIME:2026-01-01T00:00:00Z", "#EXTINF:2.5,", "a", "#EXTINF:2.5,", "b");
    expect(parsePlaylist(text)).toMatchObject({ programDateTime: new Date("2026-01-01T00:00:02.500Z") });
  });

  it("does not count the time on through a discontinuity", () => {
    const text = playlist(
      "#EXT-X-PROGRAM-DATE-TIME:2026-01-01T00:00:00Z",
      "#EXTINF:2,",
      "a",
      "#EXT-X-DISCONTINUITY",
      "#EXTINF:2,",
      "b",
    );
    expect(parsePlaylist(text)).toMatchObject({ programDateTime: null });
  });

  it("has no last segment when there is none", () => {
    expect(parsePlaylist(playlist("#EXT-X-TARGETDURATION:4"))).toMatchObject({ segmentCount: 0, lastSegment: null });
  });
});

it("lists variants and passes over renditions and trick-play lists", () => {
  const text = playlist(
    '#EXT-X-MEDIA:TYPE=AUDIO,GROUP-ID="a",URI="audio.m3u8"',
    '#EXT-X-I-FRAME-STREAM-INF:BANDWIDTH=1,URI="i.m3u8"',
    "#EXT-X-STREAM-INF:BANDWIDTH=2",
    "# a comment",
    "720.m3u8?x=1",
    "#EXT-X-STREAM-INF:BANDWIDTH=1",
    "360.m3u8",
  );
  expect(parsePlaylist(text)).toEqual({ kind: "multivariant", variants: ["720.m3u8?x=1", "360.m3u8"] });
});

it.each(["", "hello", "<html>", '{"a":1}', playlist("#EXT-X-MEDIA-SEQUENCE:-1", "#EXTINF:1,", "a")])(
  "refuses %j",
  (text) => {
    expect(parsePlaylist(text)).toMatchObject({ kind: "invalid" });
  },
);

describe("any text", () => {
  const line = fc.oneof(
    fc.string(),
    fc.constantFrom("#EXTM3U", "#EXT-X-DISCONTINUITY", "#EXT-X-ENDLIST", "#EXT-X-STREAM-INF:", "seg.ts", ""),
    fc
      .tuple(
        fc.constantFrom(
          "EXTINF",
          "EXT-X-MEDIA-SEQUENCE",
          "EXT-X-TARGETDURATION",
          "EXT-X-PROGRAM-DATE-TIME",
          "EXT-X-SKIP",
        ),
        fc.oneof(fc.string(), fc.double().map(String), fc.bigInt().map(String)),
      )
      .map(([tag, value]) => `#${tag}:${value}`),
  );

  it("is answered", () => {
    fc.assert(
      fc.property(fc.array(line), fc.constantFrom("\n", "\r\n"), (lines, end) => {
        const result = parsePlaylist(["#EXTM3U", ...lines].join(end));
        if (result.kind !== "media") return;
        expect(Number.isFinite(result.targetDurationSeconds)).toBe(true);
        expect(result.programDateTime?.getTime()).not.toBeNaN();
        const last = result.segmentCount === 0 ? null : result.mediaSequence + result.segmentCount - 1;
        expect(result.lastSegment).toBe(last);
      }),
      { numRuns: 2000 },
    );
  });

  it("is answered also when it is long and made to be slow", () => {
    for (const unit of ["#", "#EXTINF:", "\r", "SKIPPED-SEGMENTS=", "#EXT-X-SKIP:", " "]) {
      expect(parsePlaylist(`#EXTM3U\n${unit.repeat(1024 * 1024)}`)).toBeDefined();
    }
  });

  it("grows by one with every segment that a live playlist gains, whatever its window", () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 10 }), fc.integer({ min: 1, max: 40 }), (window, total) => {
        const first = Math.max(0, total - window);
        const names = Array.from({ length: total - first }, (_, index) => `#EXTINF:2,\n${first + index}.ts`);
        const text = playlist(`#EXT-X-MEDIA-SEQUENCE:${first}`, ...names);
        expect(parsePlaylist(text)).toMatchObject({ lastSegment: total - 1 });
      }),
    );
  });
});

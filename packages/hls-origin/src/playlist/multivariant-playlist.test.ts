import { describe, expect, it } from "vitest";
import { composeMultivariantPlaylist } from "./multivariant-playlist.js";

describe("composeMultivariantPlaylist", () => {
  it("lists variants with what is known about them, and the query behind each address", () => {
    const known = { codecs: "avc1.64001f,mp4a.40.2", width: 1280, height: 720 };
    const text = composeMultivariantPlaylist(
      [
        { uri: "source.m3u8", peakBitsPerSecond: 2_000_000.2, averageBitsPerSecond: 1_800_000, ...known },
        { uri: "480p.m3u8", peakBitsPerSecond: 1, averageBitsPerSecond: 1, codecs: null, width: null, height: null },
      ],
      "?s=abc",
    );
    expect(text).toBe(
      [
        "#EXTM3U",
        "#EXT-X-VERSION:6",
        "#EXT-X-INDEPENDENT-SEGMENTS",
        '#EXT-X-STREAM-INF:BANDWIDTH=2000001,AVERAGE-BANDWIDTH=1800000,CODECS="avc1.64001f,mp4a.40.2",RESOLUTION=1280x720',
        "source.m3u8?s=abc",
        "#EXT-X-STREAM-INF:BANDWIDTH=1,AVERAGE-BANDWIDTH=1",
        "480p.m3u8?s=abc",
        "",
      ].join("\n"),
    );
  });
});

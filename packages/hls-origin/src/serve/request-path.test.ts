import { describe, expect, it } from "vitest";
import { parseRequestPath } from "./request-path.js";

const token = "AQAA_-b";

describe("parseRequestPath", () => {
  it("reads public, signed and mounted addresses", () => {
    const open = { streamId: "s-1", token: null, file: "index.m3u8", sessionId: null };
    expect(parseRequestPath("/live/s-1/index.m3u8", "")).toEqual(open);
    expect(parseRequestPath("/hls/live/s-1/index.m3u8", "/hls")).toEqual(open);
    expect(parseRequestPath("/live/s-1/index.m3u8", "/hls")).toEqual(open);
    expect(parseRequestPath(`/v/${token}/s-1/p0/source/1.m4s`, "")).toEqual({
      ...open,
      token,
      file: "p0/source/1.m4s",
    });
    expect(parseRequestPath("/live/s-1/source.m3u8?a=1&s=abcdefghijkl", "")?.sessionId).toBe("abcdefghijkl");
  });

  it.each([
    "/",
    "/live",
    "/live/s-1",
    "/live/S-1/index.m3u8",
    "/live/../index.m3u8",
    "/live/s-1/%2e%2e/secret",
    "/live/s-1/..%2f",
    "/live/s-1/a\\b",
    "/v//s-1/index.m3u8",
    "/elsewhere/live/s-1/index.m3u8",
  ])("knows nothing at %s", (url) => {
    expect(parseRequestPath(url, "/hls")).toBeNull();
  });
});

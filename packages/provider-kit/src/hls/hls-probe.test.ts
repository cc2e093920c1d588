import type { ServerResponse } from "node:http";
import { afterEach, describe, expect, it } from "vitest";
import { catchError } from "../../test/catch-error.js";
import { startServer, type TestServer, unusedUrl } from "../../test/start-server.js";
import { createHlsProbe, type HlsProbe, type HlsProbeOptions } from "./hls-probe.js";

const media = "#EXTM3U\n#EXT-X-TARGETDURATION:2\n#EXT-X-MEDIA-SEQUENCE:40\n#EXTINF:2,\na.ts\n#EXTINF:2,\nb.ts\n";
const variants = (uri: string) => `#EXTM3U\n#EXT-X-STREAM-INF:BANDWIDTH=1\n${uri}\n`;
const playing = { state: "playing", lastSegment: 41, mediaSequence: 40, segmentCount: 2, targetDurationSeconds: 2 };

const cleanups: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup();
});

async function serve(answer: (path: string, response: ServerResponse) => void): Promise<TestServer> {
  const server = await startServer((request, response) => answer(request.url ?? "", response));
  cleanups.push(() => server.close());
  return server;
}

function newProbe(options: HlsProbeOptions = {}): HlsProbe {
  const probe = createHlsProbe(options);
  cleanups.push(() => probe.close());
  return probe;
}

describe("playing", () => {
  it("reads a media playlist", async () => {
    const server = await serve((_, response) => response.end(media));
    const result = await newProbe().probe(`${server.url}/live.m3u8`);
    expect(result).toEqual({ ...playing, state: "playing", ended: false, programDateTime: null });
  });

  it("follows the first variant, relative to the signed path, with the variant's own query", async () => {
    const server = await serve((path, response) => {
      if (path === "/v/token/main.m3u8?viewer=1") response.end(variants("low/video.m3u8?sig=abc"));
      else if (path === "/v/token/low/video.m3u8?sig=abc") response.end(media);
      else response.writeHead(403).end();
    });
    expect(await newProbe().probe(`${server.url}/v/token/main.m3u8?viewer=1`)).toMatchObject(playing);
  });

  it("follows a redirect", async () => {
    const server = await serve((path, response) => {
      if (path === "/old/a.m3u8") response.writeHead(302, { location: "/new/a.m3u8" }).end();
      else response.end(path === "/new/a.m3u8" ? variants("b.m3u8") : path === "/new/b.m3u8" ? media : "");
    });
    expect(await newProbe().probe(`${server.url}/old/a.m3u8`)).toMatchObject(playing);
  });
});

describe("not yet", () => {
  it.each([204, 404, 410, 412, 424])("for status %i", async (status) => {
    const server = await serve((_, response) => response.writeHead(status).end());
    expect(await newProbe().probe(server.url)).toEqual({
      state: "not-yet",
      reason: `the server answers ${status}`,
      status,
    });
  });

  it.each([
    ["<!doctype html><p>Soon", "a web page"],
    ["", "is empty"],
    ["waiting", "no playlist"],
    ["#EXTM3U\n#EXT-X-TARGETDURATION:2\n", "no segment"],
    ["#EXTM3U\n#EXT-X-I-FRAME-STREAM-INF:BANDWIDTH=1\n", "no variant"],
  ])("for the body %j", async (body, reason) => {
    const server = await serve((_, response) => response.end(body));
    const result = await newProbe().probe(server.url);
    expect(result).toMatchObject({ state: "not-yet", status: 200, reason: expect.stringContaining(reason) });
  });

  it("for a variant that is not there yet", async () => {
    const server = await serve((path, response) => {
      if (path === "/main.m3u8") response.end(variants("live.m3u8"));
      else response.writeHead(404).end();
    });
    expect(await newProbe().probe(`${server.url}/main.m3u8`)).toMatchObject({ state: "not-yet", status: 404 });
  });
});

describe("unreachable", () => {
  it.each([
    [500, "vendor-unavailable"],
    [503, "vendor-unavailable"],
    [401, "unauthorized"],
    [403, "forbidden"],
    [429, "rate-limited"],
    [400, "request-rejected"],
    [304, "unexpected-response"],
  ])("for status %i: %s", async (status, code) => {
    const server = await serve((_, response) => response.writeHead(status).end());
    expect(await newProbe().probe(server.url)).toMatchObject({ state: "unreachable", error: { code } });
  });

  it("when nothing listens", async () => {
    const result = await newProbe().probe(`${await unusedUrl()}/secret-path`);
    expect(result).toMatchObject({ state: "unreachable", error: { code: "network-unreachable", retry: "safe" } });
    expect(JSON.stringify(result)).not.toContain("secret-path");
  });

  it("when the connection breaks in the body", async () => {
    const server = await serve((_, response) => {
      response.writeHead(200, { "content-length": "1000" });
      response.write("#EXTM3U\n", () => response.destroy());
    });
    expect(await newProbe().probe(server.url)).toMatchObject({ error: { code: "connection-lost", retry: "safe" } });
  });

  it("when no answer comes in time", async () => {
    const server = await serve(() => {});
    const result = await newProbe({ timeoutMs: 50 }).probe(server.url);
    expect(result).toMatchObject({ state: "unreachable", error: { code: "timeout", retry: "safe" } });
  });

  it("when the body does not end in time", async () => {
    const server = await serve((_, response) => void response.write("#EXTM3U\n"));
    expect(await newProbe({ timeoutMs: 50 }).probe(server.url)).toMatchObject({ error: { code: "timeout" } });
  });

  it("when a given fetch does not listen to its signal", async () => {
    const result = await newProbe({ timeoutMs: 20, fetch: () => new Promise(() => {}) }).probe("http://a.example");
    expect(result).toMatchObject({ error: { code: "timeout" } });
  });

  it("when the playlist is larger than 1 MiB", async () => {
    const server = await serve((_, response) => response.end(media + "#\n".repeat(600_000)));
    const result = await newProbe().probe(server.url);
    expect(result).toMatchObject({ error: { code: "unexpected-response", message: expect.stringContaining("1 MiB") } });
  });

  it("when variants lead on for ever", async () => {
    const server = await serve((_, response) => response.end(variants("again.m3u8")));
    expect(await newProbe().probe(server.url)).toMatchObject({ error: { code: "unexpected-response" } });
    expect(server.requests).toHaveLength(3);
  });

  it("when redirects lead on for ever", async () => {
    const server = await serve((_, response) => response.writeHead(302, { location: "/again" }).end());
    expect(await newProbe().probe(server.url)).toMatchObject({ error: { code: "unexpected-response" } });
    expect(server.requests).toHaveLength(4);
  });

  it.each(["file:///etc/passwd", "https://127.0.0.1/a.m3u8", "data:text/plain,x"])(
    "when a variant leaves the protocol: %s",
    async (uri) => {
      const server = await serve((_, response) => response.end(variants(uri)));
      expect(await newProbe().probe(server.url)).toMatchObject({ error: { code: "unexpected-response" } });
    },
  );

  it.each(["", "not a url", "rtmp://a.example/live", "file:///a.m3u8"])("for the address %j", async (address) => {
    expect(await newProbe().probe(address)).toMatchObject({ state: "unreachable", error: { code: "invalid-options" } });
  });

  it("after close", async () => {
    const probe = newProbe();
    await probe.close();
    expect(await probe.probe("http://a.example")).toMatchObject({ state: "unreachable", error: { code: "closed" } });
  });
});

describe("the caller's signal", () => {
  it("ends the probe", async () => {
    const controller = new AbortController();
    const server = await serve(() => controller.abort());
    const error = await catchError(() => newProbe().probe(server.url, { signal: controller.signal }));
    expect(error).toMatchObject({ code: "aborted" });
  });

  it("is looked at before anything is sent", async () => {
    const server = await serve((_, response) => response.end(media));
    const error = await catchError(() => newProbe().probe(server.url, { signal: AbortSignal.abort() }));
    expect(error).toMatchObject({ code: "aborted" });
    expect(server.requests).toHaveLength(0);
  });

  it("counts as a timeout when it is one", async () => {
    const server = await serve(() => {});
    const error = await catchError(() => newProbe().probe(server.url, { signal: AbortSignal.timeout(20) }));
    expect(error).toMatchObject({ code: "timeout" });
  });
});

import { inspect } from "node:util";
import { Secret, silentLogger } from "@hybrid-stream/spec";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import type { HlsOriginOptions } from "./hls-origin-options.js";
import { readSettings } from "./settings.js";

beforeEach(() => {
  vi.stubEnv("HLS_ORIGIN_SECRET", "");
});
afterEach(() => {
  vi.unstubAllEnvs();
});

/** Options as a JavaScript caller may write them. */
const unchecked = (options: object): HlsOriginOptions => options;

describe("readSettings", () => {
  it("fills in the defaults, and warns about the random secret", () => {
    const warnings: string[] = [];
    const logger = { ...silentLogger, warn: (_: object, message = "") => warnings.push(message) };
    expect(readSettings({ logger })).toMatchObject({
      id: "hls-origin",
      directory: null,
      rtmp: { host: "127.0.0.1", port: 1935 },
      http: { serve: "listen", host: "127.0.0.1", port: 8080, publicUrl: null },
      segmentSeconds: 2,
      container: "fmp4",
      countsViewers: true,
      window: { segments: 6, seconds: 12 },
      limits: { maxStreams: 50, maxTotalKbps: 20_000 },
    });
    expect(warnings).toHaveLength(1);
    expect(warnings[0]).toContain("HLS_ORIGIN_SECRET");
  });

  it("takes the secret from the option, else from the environment, and never shows it", () => {
    vi.stubEnv("HLS_ORIGIN_SECRET", "from the environment");
    expect(readSettings({}).secret.reveal()).toBe("from the environment");
    const settings = readSettings({ secret: "from the option 123" });
    expect(settings.secret.reveal()).toBe("from the option 123");
    expect(inspect(settings, { depth: 5 })).not.toContain("from the option");
    expect(readSettings({ secret: new Secret("wrapped already!") }).secret.reveal()).toBe("wrapped already!");
  });

  it.each<[string, object]>([
    ["secret", { secret: "short" }],
    ["http", { http: { serve: "directory" } }],
    ["http.publicUrl", { http: { serve: "mounted", publicUrl: "not an address" } }],
    ["rtmp.port", { rtmp: { port: 70_000 } }],
    ["segmentSeconds", { segmentSeconds: 0 }],
    ["ladder[0]", { ladder: ["4320p"] }],
    ["container", { container: "avi" }],
    ["limits.maxStreams", { limits: { maxStreams: 0 } }],
    ["clock", { clock: {} }],
    ["unknownOption", { unknownOption: 1 }],
  ])("names %s when it is wrong", (field, options) => {
    expect(() => readSettings(unchecked(options))).toThrow(expect.objectContaining({ code: "invalid-options", field }));
  });

  it("never repeats a wrong secret", () => {
    vi.stubEnv("HLS_ORIGIN_SECRET", "tiny-secret");
    expect(() => readSettings({})).toThrow(expect.not.objectContaining({ message: expect.stringContaining("tiny") }));
  });

  it("counts no viewers behind a CDN and in directory mode", () => {
    expect(readSettings({ behindCdn: true }).countsViewers).toBe(false);
    const http = { serve: "directory", publicUrl: "https://cdn.example.com/hls/" } as const;
    expect(readSettings({ http })).toMatchObject({
      countsViewers: false,
      http: { publicUrl: "https://cdn.example.com/hls" },
    });
  });
});

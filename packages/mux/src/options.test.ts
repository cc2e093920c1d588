import { inspect } from "node:util";
import { HybridStreamError } from "@hybrid-stream/spec";
import { afterEach, expect, it, vi } from "vitest";
import { type MuxOptions, mux } from "./index.js";

afterEach(() => {
  vi.unstubAllEnvs();
});

function errorOf(options: object): HybridStreamError {
  try {
    mux(options as MuxOptions);
  } catch (thrown) {
    if (HybridStreamError.isInstance(thrown)) return thrown;
  }
  throw new Error("mux() took the options");
}

const credentials = { tokenId: "id", tokenSecret: "secret-of-the-token" };

it("takes its credentials from the environment", async () => {
  vi.stubEnv("MUX_TOKEN_ID", "id");
  vi.stubEnv("MUX_TOKEN_SECRET", "secret");
  const platform = mux();
  expect(platform).toMatchObject({ kind: "mux", id: "mux", capabilities: { signedPlayback: false, fence: "rotate" } });
  expect(platform.parseWebhook).toBeUndefined();
  await platform.close();
});

it.each([
  [{ tokenId: "id" }, "tokenSecret", "MUX_TOKEN_SECRET"],
  [{ tokenSecret: "x" }, "tokenId", "MUX_TOKEN_ID"],
  [{ ...credentials, viewerCounts: "engagement-counts" }, "signingKey.id", "MUX_SIGNING_KEY"],
])("names the option and its variable for %j", (options, field, variable) => {
  vi.stubEnv("MUX_TOKEN_ID", "");
  vi.stubEnv("MUX_TOKEN_SECRET", "");
  const { code, field: named, message } = errorOf(options);
  expect({ code, named }).toEqual({ code: "invalid-options", named: field });
  expect(message).toContain(variable);
});

it.each([
  [{ tokenID: "x" }, "tokenID"],
  [{ videoQuality: "basic" }, "videoQuality"],
  [{ apiUrl: "http://api.mux.com" }, "apiUrl"],
  [{ playbackUrl: "https://user@stream.mux.com" }, "playbackUrl"],
  [{ statsUrl: "https://:password@stats.mux.com" }, "statsUrl"],
  [{ ingestUrl: "https://global-live.mux.com" }, "ingestUrl"],
  [{ maxContinuousDurationSeconds: 43_201 }, "maxContinuousDurationSeconds"],
  [{ quotaShare: 0 }, "quotaShare"],
  [{ signingKey: { id: "key", privateKey: "no key at all" } }, "signingKey.privateKey"],
])("refuses %j", (options, field) => {
  const error = errorOf({ ...credentials, ...options });
  expect({ code: error.code, field: error.field }).toEqual({ code: "invalid-options", field });
  expect(inspect(error)).not.toContain("no key at all");
});

it("says what a test stream and a lower maximum mean for planned handovers", async () => {
  const lower = mux({ ...credentials, maxContinuousDurationSeconds: 3600 });
  const test = mux({ ...credentials, test: true });
  expect(lower.capabilities.maxSessionSeconds).toBe(3600);
  expect(test.capabilities.maxSessionSeconds).toBe(300);
  await Promise.all([lower.close(), test.close()]);
});

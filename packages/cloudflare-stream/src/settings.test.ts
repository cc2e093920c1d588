import { Secret } from "@hybrid-stream/spec";
import { afterEach, describe, expect, it, vi } from "vitest";
import { cloudflareStream } from "./index.js";

const accountId = "0123456789abcdef0123456789abcdef";
const apiToken = "a-token-that-must-not-show";

afterEach(() => {
  vi.unstubAllEnvs();
});

function thrownBy(make: () => unknown): { code: unknown; field: unknown; message: string } {
  try {
    make();
  } catch (thrown) {
    if (thrown instanceof Error)
      return { code: Reflect.get(thrown, "code"), field: Reflect.get(thrown, "field"), message: thrown.message };
  }
  throw new Error("nothing was thrown");
}

describe("options of cloudflareStream()", () => {
  it("come from the environment where they are left out, and are named with it where they are missing", async () => {
    vi.stubEnv("CLOUDFLARE_STREAM_ACCOUNT_ID", "");
    vi.stubEnv("CLOUDFLARE_STREAM_API_TOKEN", "");
    expect(thrownBy(() => cloudflareStream())).toMatchObject({
      code: "invalid-options",
      field: "accountId",
      message: expect.stringContaining("CLOUDFLARE_STREAM_ACCOUNT_ID"),
    });
    expect(thrownBy(() => cloudflareStream({ accountId }))).toMatchObject({
      field: "apiToken",
      message: expect.stringContaining("CLOUDFLARE_STREAM_API_TOKEN"),
    });
    vi.stubEnv("CLOUDFLARE_STREAM_ACCOUNT_ID", accountId);
    vi.stubEnv("CLOUDFLARE_STREAM_API_TOKEN", apiToken);
    const platform = cloudflareStream();
    expect(platform).toMatchObject({ id: "cloudflare-stream", capabilities: { signedPlayback: false } });
    await platform.close();
  });

  it.each([
    ["deleteRecordingAfterDays", { deleteRecordingAfterDays: 7 }],
    ["apiBaseUrl", { apiBaseUrl: "http://api.example.com" }],
    ["playbackBaseUrl", { playbackBaseUrl: "not an address" }],
    ["quotaShare", { quotaShare: 0 }],
    ["customerCode", { customerCode: "customer-abc.cloudflarestream.com" }],
    ["signingKey", { signingKey: { id: "key-1" } }],
    ["signingKey.jwk", { signingKey: { id: "key-1", jwk: "bm90IGEga2V5IGF0IGFsbA==" } }],
    ["signingKey.pem", { signingKey: { id: "key-1", pem: "bm90IGEga2V5IGF0IGFsbA==" } }],
    ["accessRules", { accessRules: Array.from({ length: 6 }, () => ({ type: "any", action: "allow" }) as const) }],
  ])("are refused where %s is wrong, without a word of what was given", (field, wrong) => {
    const { code, field: named, message } = thrownBy(() => cloudflareStream({ accountId, apiToken, ...wrong }));
    expect({ code, named }).toEqual({ code: "invalid-options", named: field });
    expect(message).not.toContain(apiToken);
    expect(message).not.toContain("bm90IGEg");
  });

  it("take no empty secret, which an empty header would fit, and no host's name for a customer code", () => {
    const empty = new Secret("");
    expect(thrownBy(() => cloudflareStream({ accountId, apiToken, notificationSecret: empty }))).toMatchObject({
      code: "invalid-options",
      field: "notificationSecret",
    });
    vi.stubEnv("CLOUDFLARE_STREAM_CUSTOMER_CODE", "evil.example/");
    expect(thrownBy(() => cloudflareStream({ accountId, apiToken }))).toMatchObject({
      code: "invalid-options",
      field: "customerCode",
      message: expect.stringContaining("CLOUDFLARE_STREAM_CUSTOMER_CODE"),
    });
  });
});

import { Secret } from "@hybrid-stream/spec";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { fingerprint } from "./fingerprint.js";
import { redact } from "./redact.js";
import { redactUrl } from "./redact-url.js";

describe("redactUrl", () => {
  it.each([
    ["rtmp://a.example/live/stream-key", "rtmp://a.example/live/[redacted]"],
    ["rtmps://a.example:443/live/stream-key/", "rtmps://a.example:443/live/[redacted]/"],
    ["rtmps://a.example/app/sk_us_1?priority=3", "rtmps://a.example/app/[redacted]?priority=[redacted]"],
    ["https://user:pass@a.example/x", "https://[redacted]@a.example/x"],
    [
      "srt://a.example:778?passphrase=p&streamid=s&latency=2",
      "srt://a.example:778?passphrase=[redacted]&streamid=[redacted]&latency=2",
    ],
    ["https://a.example/x.m3u8?token=t&Signature=s&Key-Pair-Id=k&max=7", /\?token=.*max=7$/],
    [
      "https://a.example/eyJhbGciOiJ9.eyJzdWIi.c2ln/manifest/video.m3u8",
      "https://a.example/[redacted]/manifest/video.m3u8",
    ],
    ["https://a.example/x#access_token=t", "https://a.example/x"],
    ["https://a.example/page/?run=1&ticket=t", "https://a.example/page/?run=1&ticket=[redacted]"],
    ["rtmp://a.example", "rtmp://a.example"],
    ["stream-key", "[redacted]"],
  ])("%s", (url, shown) => {
    if (typeof shown === "string") expect(redactUrl(url)).toBe(shown);
    else expect(redactUrl(url)).toMatch(shown);
    expect(redactUrl(url)).not.toMatch(/stream-key|sk_us_1|=[tskp](&|$)|pass@|eyJ/);
  });

  it("never throws, and never shows the last part of an RTMP address", () => {
    fc.assert(
      fc.property(fc.string(), fc.uuid(), (noise, key) => {
        redactUrl(noise);
        expect(redactUrl(`rtmp://a.example/live/${key}`)).not.toContain(key);
        expect(redactUrl(`rtmp://a.example/live/${key}?x=${key}`)).not.toContain(key);
      }),
    );
  });
});

describe("redact", () => {
  it("takes out secrets in the forms in which they come back", () => {
    const secret = 'k3y/with "quotes"';
    const forms = [
      secret,
      encodeURIComponent(secret),
      JSON.stringify(secret),
      Buffer.from(secret).toString("base64"),
      Buffer.from(secret).toString("base64url"),
    ];
    for (const form of forms) expect(redact(`<${form}>`, [new Secret(secret)])).toMatch(/^<"?\[redacted\]"?>$/);
  });

  it("takes out addresses' secrets without knowing them", () => {
    expect(redact("cannot open 'rtmps://a.example/live/abc': refused", [])).toBe(
      "cannot open 'rtmps://a.example/live/[redacted]': refused",
    );
  });

  it("leaves no rest where one secret holds another", () => {
    expect(redact("secret-long", ["secret", "secret-long"])).toBe("[redacted]");
  });

  it("leaves words alone that are too short to be secrets", () => {
    expect(redact("a b c", ["", "a"])).toBe("a b c");
  });

  it("leaves no secret in any text", () => {
    fc.assert(
      fc.property(fc.string(), fc.uuid(), fc.string(), (before, secret, after) => {
        expect(redact(before + secret + after, [secret])).not.toContain(secret);
      }),
    );
  });
});

it("fingerprints the same secret alike and others differently", () => {
  expect(fingerprint("abc")).toBe("ba7816bf8f01cfea");
  expect(fingerprint(new Secret("abc"))).toBe(fingerprint("abc"));
  expect(fingerprint("abd")).not.toBe(fingerprint("abc"));
});

import { Secret } from "@hybrid-stream/spec";
import { describe, expect, it } from "vitest";
import { redactor } from "./redact.js";

describe("redactor", () => {
  it("takes out the secret, its encoded form and its parts", () => {
    const redact = redactor([new Secret("live_abcdef?sign=zyxwvu&x=1")]);
    const text = redact("a live_abcdef?sign=zyxwvu&x=1 b live_abcdef c zyxwvu d live_abcdef%3Fsign%3Dzyxwvu%26x%3D1 e");
    expect(text).not.toMatch(/abcdef|zyxwvu/);
    expect(text).toMatch(/^a .* e$/);
  });

  it("needs no list for what stands in an address", () => {
    const redact = redactor([]);
    expect(redact("rtmp://host:1935/app/the-key: Broken pipe")).toBe("rtmp://host:1935/app/[redacted]: Broken pipe");
    expect(redact("rtmps://h/app/inst/the-key")).not.toContain("the-key");
    expect(redact("http://user:pass@h/x.m3u8")).toBe("http://[redacted]@h/x.m3u8");
    expect(redact("'https://h/x.m3u8?token=abc'")).toBe("'https://h/x.m3u8?[redacted]'");
    expect(redact("tcp://127.0.0.1:1 failed")).toBe("tcp://127.0.0.1:1 failed");
  });
});

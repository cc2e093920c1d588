import { describe, expect, it, vi } from "vitest";
import { HybridStreamError, toHybridStreamError } from "./error.js";

describe("HybridStreamError", () => {
  it("takes fault and retry from its code, unless it is told otherwise", () => {
    const known = new HybridStreamError({ code: "rate-limited", message: "slow down" });
    expect([known.fault, known.retry]).toEqual(["quota", "safe"]);
    const told = new HybridStreamError({ code: "rate-limited", message: "no", fault: "provider", retry: "never" });
    expect([told.fault, told.retry]).toEqual(["provider", "never"]);
    const foreign = new HybridStreamError({ code: "acme-strike", message: "x", fault: "provider", retry: "safe" });
    expect([foreign.code, foreign.fault, foreign.retry]).toEqual(["acme-strike", "provider", "safe"]);
  });

  it("is an Error with name, message, stack and cause", () => {
    const cause = new Error("root");
    const error = new HybridStreamError({ code: "internal", message: "it broke", cause });
    expect(error).toBeInstanceOf(Error);
    expect([error.name, error.message, error.cause]).toEqual(["HybridStreamError", "it broke", cause]);
    expect(error.stack).toContain("error.test.ts");
    expect("cause" in new HybridStreamError({ code: "internal", message: "it broke" })).toBe(false);
  });

  it("is recognised across two copies of the package, and nothing else is", async () => {
    vi.resetModules();
    const other = await import("./error.js");
    expect(other.HybridStreamError).not.toBe(HybridStreamError);
    const foreign = new other.HybridStreamError({ code: "timeout", message: "late" });
    expect(foreign).not.toBeInstanceOf(HybridStreamError);
    expect(HybridStreamError.isInstance(foreign)).toBe(true);
    expect(other.HybridStreamError.isInstance(new HybridStreamError({ code: "timeout", message: "late" }))).toBe(true);
    for (const thing of [
      null,
      undefined,
      "timeout",
      1,
      {},
      new Error("x"),
      { code: "timeout", name: "HybridStreamError" },
    ]) {
      expect(HybridStreamError.isInstance(thing)).toBe(false);
    }
  });

  it("stores all that it knows but the cause, and leaves out what it does not know", () => {
    const full = {
      code: "timeout",
      fault: "network",
      retry: "after-verify",
      message: "late",
      provider: "acme",
      operation: "startRelay",
      requestId: "r-1",
      retryAfterMs: 0,
      field: "url",
    } as const;
    const error = new HybridStreamError({ ...full, cause: new Error("https://host/key") });
    expect(JSON.parse(JSON.stringify(error))).toEqual(full);
    expect(Object.keys(new HybridStreamError({ code: "timeout", message: "late" }).toJSON())).toEqual([
      "code",
      "fault",
      "retry",
      "message",
    ]);
  });
});

describe("toHybridStreamError", () => {
  it("leaves ours as it is", () => {
    const ours = new HybridStreamError({ code: "timeout", message: "late" });
    expect(toHybridStreamError(ours, { provider: "other" })).toBe(ours);
  });

  it.each([new TypeError("rtmp://host/live_sk_1"), "live_sk_1", { key: "live_sk_1" }, undefined])(
    "wraps %o without repeating what it says",
    (thrown) => {
      const wrapped = toHybridStreamError(thrown, { provider: "acme", operation: "startRelay" });
      expect(wrapped).toMatchObject({ code: "internal", provider: "acme", operation: "startRelay" });
      expect(wrapped.cause).toBe(thrown);
      expect(JSON.stringify(wrapped)).not.toContain("live_sk_1");
    },
  );
});

import { Secret } from "@hybrid-stream/spec";
import { createVirtualClock } from "@hybrid-stream/testkit";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { playbackTokens } from "./playback-token.js";

function setUp() {
  const clock = createVirtualClock();
  const tokens = playbackTokens(new Secret("one origin's secret"), clock);
  const expiresAt = new Date(clock.now().getTime() + 60_000);
  const token = tokens.sign({ streamId: "s-1", purpose: "view", viewerId: "anna", expiresAt });
  return { clock, tokens, token, expiresAt };
}

describe("playback tokens", () => {
  it("say what they were made for, without the viewer's id", () => {
    const { tokens, token, expiresAt } = setUp();
    expect(tokens.verify(token, "s-1")).toMatchObject({ purpose: "view", expiresAt });
    const plain = Buffer.from(token, "base64url").toString("latin1");
    expect(plain.includes("anna")).toBe(false);
  });

  it("are good for one stream of one origin", () => {
    const { clock, tokens, token } = setUp();
    expect(tokens.verify(token, "s-2")).toBeNull();
    expect(playbackTokens(new Secret("another origin's secret"), clock).verify(token, "s-1")).toBeNull();
  });

  it("expire", async () => {
    const { clock, tokens, token } = setUp();
    await clock.advance(59_999);
    expect(tokens.verify(token, "s-1")).not.toBeNull();
    await clock.advance(1);
    expect(tokens.verify(token, "s-1")).toBeNull();
  });

  it("do not verify with any bit changed", () => {
    const { tokens, token } = setUp();
    const bytes = Buffer.from(token, "base64url");
    fc.assert(
      fc.property(fc.integer({ min: 0, max: bytes.length * 8 - 1 }), (bit) => {
        const forged = Buffer.from(bytes);
        const at = Math.floor(bit / 8);
        forged[at] = (forged[at] ?? 0) ^ (1 << (bit % 8));
        expect(tokens.verify(forged.toString("base64url"), "s-1")).toBeNull();
      }),
    );
  });

  it("do not verify when they are any other text, nor throw", () => {
    const { tokens, token } = setUp();
    const texts = fc.oneof(fc.string({ maxLength: 200 }), fc.base64String({ maxLength: 100 }));
    fc.assert(fc.property(texts, (text) => text === token || tokens.verify(text, "s-1") === null));
    expect(tokens.verify(`${token}A`, "s-1")).toBeNull();
    expect(tokens.verify(token.slice(0, -1), "s-1")).toBeNull();
  });
});

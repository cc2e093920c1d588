import { Secret } from "@hybrid-stream/spec";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { deriveStreamKey, verifyStreamKey } from "./stream-key.js";

const secret = new Secret("the origin's secret");
const streamIds = fc.stringMatching(/^[a-z0-9-]{1,40}$/);
const generations = fc.integer({ min: 0, max: 1_000_000 });

function keyOf(streamId: string, keyGeneration: number): string {
  return deriveStreamKey({ secret, streamId, keyGeneration }).streamKey.reveal();
}

describe("stream keys", () => {
  it("lead back to their stream and generation", () => {
    fc.assert(
      fc.property(streamIds, generations, (streamId, keyGeneration) => {
        const streamName = keyOf(streamId, keyGeneration);
        expect(verifyStreamKey({ secret, streamName })).toEqual({ streamId, keyGeneration });
        expect(streamName).toMatch(/^[A-Za-z0-9_-]+$/);
      }),
    );
  });

  it("are the same every time, and others for another secret, stream or generation", () => {
    expect(keyOf("show", 1)).toBe(keyOf("show", 1));
    expect(keyOf("show", 1)).not.toBe(keyOf("show", 2));
    const elsewhere = deriveStreamKey({ secret: new Secret("another"), streamId: "show", keyGeneration: 1 });
    expect(verifyStreamKey({ secret, streamName: elsewhere.streamKey.reveal() })).toBeNull();
  });

  it("are refused after any change of a character", () => {
    const key = keyOf("show-7", 12);
    fc.assert(
      fc.property(fc.nat(key.length - 1), fc.constantFrom(..."abzAZ09-_"), (index, character) => {
        const streamName = key.slice(0, index) + character + key.slice(index + 1);
        fc.pre(streamName !== key);
        expect(verifyStreamKey({ secret, streamName })).toBeNull();
      }),
    );
  });

  it("do not let a stream pass for another whose id ends in digits", () => {
    const mac = keyOf("show-1", 2).slice(-27);
    expect(verifyStreamKey({ secret, streamName: `show-1-2-${mac}` })).toEqual({
      streamId: "show-1",
      keyGeneration: 2,
    });
    expect(verifyStreamKey({ secret, streamName: `show-12-${mac}` })).toBeNull();
    expect(verifyStreamKey({ secret, streamName: `show-1-02-${mac}` })).toBeNull();
  });

  it("are never found in any other text", () => {
    fc.assert(fc.property(fc.string(), (streamName) => verifyStreamKey({ secret, streamName }) === null));
  });

  it("are not in what names them", () => {
    const { streamKey, keyId } = deriveStreamKey({ secret, streamId: "show", keyGeneration: 3 });
    expect(keyId).toBe("show.3");
    expect(JSON.stringify({ streamKey, keyId })).not.toContain(streamKey.reveal().slice(-27));
  });

  it.each([
    [{ streamId: "Show", keyGeneration: 1 }, "streamId"],
    [{ streamId: "", keyGeneration: 1 }, "streamId"],
    [{ streamId: "show", keyGeneration: 1.5 }, "keyGeneration"],
    [{ streamId: "show", keyGeneration: -1 }, "keyGeneration"],
  ])("refuse %j", (input, field) => {
    expect(() => deriveStreamKey({ secret, ...input })).toThrow(
      expect.objectContaining({ code: "invalid-options", field }),
    );
  });
});

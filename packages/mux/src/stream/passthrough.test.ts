import fc from "fast-check";
import { expect, it } from "vitest";
import { namespaceHashOf, passthroughOf, readPassthrough } from "./passthrough.js";

const identity = { namespace: "shop", channelId: "show-42", streamIncarnation: 3 };

it("says whose stream it is, and reads itself back", () => {
  const text = passthroughOf(identity);
  expect(text).toBe(`hs1/${namespaceHashOf("shop")}/3/cshow-42`);
  expect(readPassthrough(text)).toEqual({
    namespaceHash: namespaceHashOf("shop"),
    streamIncarnation: 3,
    channelId: "show-42",
  });
});

it("fits into Mux's 255 characters for any channel, and differs for any two", () => {
  const channels = fc.string({ minLength: 1, maxLength: 400, unit: "grapheme" });
  fc.assert(
    fc.property(channels, channels, (one, other) => {
      const texts = [one, other].map((channelId) => passthroughOf({ ...identity, channelId }));
      expect(texts.every((text) => text.length <= 255)).toBe(true);
      expect(texts[0] === texts[1]).toBe(one === other);
      const read = readPassthrough(texts[0] ?? "")?.channelId ?? "";
      expect(read === one || /^sha256:[0-9a-f]{64}$/.test(read)).toBe(true);
    }),
  );
});

it.each([null, "", "made by hand", "hs1/xyz/1/ca", "hs1/0123456789ab/1/"])("reads %j as none of ours", (text) => {
  expect(readPassthrough(text)).toBeNull();
});

import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  channelHashOf,
  converterName,
  namespaceHashOf,
  type RelayIdentity,
  readConverterName,
} from "./converter-name.js";

const identity: RelayIdentity = {
  region: "na",
  namespace: "shop-production",
  channelId: "show-42",
  relayGeneration: 3,
  relayAttempt: 2,
};

describe("converterName", () => {
  it("is readable for an ordinary channel id", () => {
    expect(converterName(identity)).toBe(`hsna${namespaceHashOf("shop-production")}-3-2-cshow-42`);
  });

  it("holds a UUID in full, also late in a channel's life", () => {
    const channelId = "123e4567-e89b-12d3-a456-426614174000";
    const name = converterName({ ...identity, channelId, relayGeneration: 40_000, relayAttempt: 1000 });
    expect(readConverterName(name)?.channelId).toBe(channelId);
  });

  it("fits Agora's rule and reads back, for any channel id", () => {
    const text = fc.string({ minLength: 1, maxLength: 120, unit: "grapheme" });
    const number = fc.integer({ min: 1, max: 2 ** 40 });
    fc.assert(
      fc.property(text, text, number, number, (channelId, namespace, relayGeneration, relayAttempt) => {
        const name = converterName({ region: "eu", namespace, channelId, relayGeneration, relayAttempt });
        expect(name).toMatch(/^[A-Za-z0-9_-]{1,64}$/);
        const read = readConverterName(name);
        expect(read).toMatchObject({ region: "eu", namespaceHash: namespaceHashOf(namespace) });
        expect(read).toMatchObject({ relayGeneration, relayAttempt });
        const found = read?.channelId === null ? read.channelHash : channelHashOf(read?.channelId ?? "");
        expect(found).toBe(channelHashOf(channelId));
      }),
    );
  });

  it("differs with everything that tells relays apart", () => {
    const changes: Partial<RelayIdentity>[] = [
      {},
      { region: "eu" },
      { namespace: "shop-staging" },
      { channelId: "show-4" },
      { relayGeneration: 4 },
      { relayAttempt: 3 },
      { relayGeneration: 32 },
    ];
    const names = changes.map((change) => converterName({ ...identity, ...change }));
    expect(new Set(names).size).toBe(names.length);
  });

  it.each(["", "my-own-name", "hsna1234567-1-1-cx", "hsxx12345678-1-1-cx", "hsna12345678-1-cx"])(
    "does not take %j for one of ours",
    (name) => {
      expect(readConverterName(name)).toBeNull();
    },
  );
});

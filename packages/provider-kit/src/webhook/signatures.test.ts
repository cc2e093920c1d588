import { Secret } from "@hybrid-stream/spec";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { checkAge } from "./check-age.js";
import { constantTimeEqual } from "./constant-time-equal.js";
import { parseSignatureHeader } from "./parse-signature-header.js";
import { verifyHmac } from "./verify-hmac.js";

const bytes = (text: string) => new TextEncoder().encode(text);

describe("the vendors' test vectors", () => {
  const agoraBody = bytes(
    '{"eventMs":1560408533119,"eventType":10,"noticeId":"4eb720f0-8da7-11e9-a43e-53f411c2761f","notifyMs":1560408533119,"payload":{"a":"1","b":2},"productId":1}',
  );
  const agora = { secret: new Secret("secret"), body: agoraBody };
  const sha1 = "033c62f40f687675f17f0f41f91a40c71c0f134c";
  const sha256 = "6d3320c60b11101395b7fc8f9068748808a0aa1bfa064438e39d1bc2c7d74d99";

  it("Agora, both signatures", () => {
    expect(verifyHmac({ ...agora, algorithm: "sha1", signatureHex: sha1 })).toBe(true);
    expect(verifyHmac({ ...agora, algorithm: "sha256", signatureHex: sha256 })).toBe(true);
    expect(verifyHmac({ ...agora, algorithm: "sha256", signatureHex: sha256.toUpperCase() })).toBe(true);
  });

  it.each([
    ["another algorithm", { algorithm: "sha1", signatureHex: sha256 }],
    ["another secret", { secret: new Secret("secret2") }],
    ["another body", { body: bytes("{}") }],
    ["a changed digit", { signatureHex: sha256.replace("6", "7") }],
    ["a cut signature", { signatureHex: sha256.slice(0, -2) }],
    ["no signature", { signatureHex: "" }],
  ] as const)("refuse %s", (_, change) => {
    expect(verifyHmac({ ...agora, algorithm: "sha256", signatureHex: sha256, ...change })).toBe(false);
  });

  it.each([
    [
      "Cloudflare",
      "time=1800000000,sig1=7d173f064d1f00d6d962fcf08be222040cda9457032ee8e8ccfa5387f1e6b16f",
      '{"uid":"6b9e68b07dfee8cc2d116e4c51d6a957","readyToStream":true}',
    ],
    [
      "Mux",
      "t=1800000000,v1=2dd0770cb587f5264cf1f0cd2f9c122444e91f145d56bccd2009c0ade42e6b90",
      '{"type":"video.live_stream.active","id":"evt_1","data":{"id":"ls_1","status":"active"}}',
    ],
  ])("%s, with a timestamp", (_, header, text) => {
    const parsed = parseSignatureHeader(header);
    const check = (body: string) =>
      verifyHmac({
        algorithm: "sha256",
        secret: new Secret("whsec-test-1"),
        body: [`${parsed?.timestamp}.`, bytes(body)],
        signatureHex: parsed?.signatures[0] ?? "",
      });
    expect(parsed?.timestampSeconds).toBe(1_800_000_000);
    expect(check(text)).toBe(true);
    expect(check(`${text} `)).toBe(false);
  });
});

describe("parseSignatureHeader", () => {
  it("keeps every signature, and passes over parts that it does not know", () => {
    expect(parseSignatureHeader("t=5, v1=aa,v0=cc ,v1=BB")).toEqual({
      timestamp: "5",
      timestampSeconds: 5,
      signatures: ["aa", "BB"],
    });
  });

  it.each([
    undefined,
    "",
    "t=5",
    "v1=aa",
    "t=x,v1=aa",
    "t=-5,v1=aa",
    "t=5,v1=xyz",
    "t=5,v1=",
    `t=5${",v1=aa".repeat(11)}`,
  ])("refuses %j", (header) => {
    expect(parseSignatureHeader(header)).toBeNull();
  });

  it("takes any text", () => {
    fc.assert(fc.property(fc.string(), (text) => void parseSignatureHeader(text)));
  });
});

it.each([
  [0, true],
  [300, true],
  [301, false],
  [-300, true],
  [-301, false],
  [Number.NaN, false],
])("an age of %i s with a tolerance of 300 s: %s", (age, accepted) => {
  const now = new Date(1_800_000_000_000);
  expect(checkAge({ timestampSeconds: 1_800_000_000 - age, now, toleranceSeconds: 300 })).toBe(accepted);
});

it("compares strings and secrets of any length", () => {
  expect(constantTimeEqual("abc", new Secret("abc"))).toBe(true);
  expect(constantTimeEqual("abc", "abcd")).toBe(false);
  expect(constantTimeEqual("", "a")).toBe(false);
});

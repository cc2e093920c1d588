import { Secret } from "@hybrid-stream/spec";
import { createVirtualClock } from "@hybrid-stream/testkit";
import { describe, expect, it } from "vitest";
import { decodeRtcToken, signRtcToken } from "../../test/decode-rtc-token.js";
import { buildRtcToken, type RtcTokenRequest } from "./rtc-token.js";

const appId = "970CA35de60c44645bbae8a215061b33";
const certificate = "5CFd2fd1755d40ecb72977518be15d3b";
const sample: RtcTokenRequest = {
  appId,
  appCertificate: new Secret(certificate),
  channel: "7d72365eb983485397e3e3f9d460bdda",
  uid: 2_882_341_273,
  role: "subscriber",
  expiresInSeconds: 600,
};

describe("the published test vector", () => {
  const token =
    "007eJxTYBBbsMMnKq7p9Hf/HcIX5kce9b518kCiQgSr5Zrp4X1Tu6UUGCzNDZwdjU1TUs0Mkk1MzExMk5ISUy0SjQxNDcwMk4yN3b8IMEQwMTAwMoAwBIL4CgzmKeZGxmamqUmWFsYmFqbGluapxqnGaZYpJmYGSSkpiVwMRhYWRsYmhkbmxgDCaiTj";

  it("decodes to its content and carries the signature of its certificate", () => {
    const decoded = decodeRtcToken(token);
    expect(decoded).toMatchObject({
      signatureHex: "16a0b84c5a5e82cbf74fb813d09f59c54bdac9c06120580539ac97578e958b1a",
      appId,
      issuedAt: 1_111_111,
      expiresInSeconds: 600,
      salt: 1,
      privileges: { 1: 600 },
      channel: sample.channel,
      uid: String(sample.uid),
    });
    expect(signRtcToken(decoded, certificate)).toBe(decoded.signatureHex);
  });
});

describe("buildRtcToken", () => {
  it("signs what the vector's decoder reads: one channel, one uid, both ends together", () => {
    const { token } = buildRtcToken(sample);
    const decoded = decodeRtcToken(token.reveal());
    expect(decoded).toMatchObject({
      appId,
      channel: sample.channel,
      uid: String(sample.uid),
      expiresInSeconds: 600,
      privileges: { 1: 600 },
    });
    expect(Object.keys(decoded.privileges)).toEqual(["1"]);
    expect(signRtcToken(decoded, certificate)).toBe(decoded.signatureHex);
    expect(`${token} ${JSON.stringify({ token })}`).not.toContain("007");
  });

  it("lets a publisher publish until the same moment", () => {
    const { token } = buildRtcToken({ ...sample, role: "publisher" });
    expect(decodeRtcToken(token.reveal()).privileges).toEqual({ 1: 600, 2: 600, 3: 600, 4: 600 });
  });

  it("says when it ends, by the given clock", () => {
    const clock = createVirtualClock();
    const { expiresAt } = buildRtcToken({ ...sample, clock, expiresInSeconds: 86_400 });
    expect(expiresAt.toISOString()).toBe("2026-01-02T00:00:00.000Z");
  });

  it.each<[string, Partial<RtcTokenRequest>]>([
    ["appId", { appId: "show" }],
    ["appCertificate", { appCertificate: new Secret("not-hex-but-secret") }],
    ["channel", { channel: "" }],
    ["channel", { channel: "*" }],
    ["channel", { channel: "é".repeat(33) }],
    ["uid", { uid: 0 }],
    ["uid", { uid: 4_294_967_296 }],
    ["uid", { uid: 1.5 }],
    ["expiresInSeconds", { expiresInSeconds: 86_401 }],
    ["expiresInSeconds", { expiresInSeconds: 0 }],
  ])("refuses a wrong %s by name, without its value", (field, change) => {
    const build = () => buildRtcToken({ ...sample, ...change });
    expect(build).toThrow(expect.objectContaining({ code: "invalid-options", field }));
    expect(build).not.toThrow(/not-hex-but-secret/);
  });
});

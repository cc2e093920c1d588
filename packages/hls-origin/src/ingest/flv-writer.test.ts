import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { FlvWriter } from "./flv-writer.js";

const audio = 8;
const video = 9;
const data = 18;
const amf3Data = 15;

const metadata = Buffer.concat([
  Buffer.from("\x02\x00\x0aonMetaData\x03\x00\x05width\x00", "latin1"),
  Buffer.from("4094000000000000", "hex"),
  Buffer.from("\x00\x06height\x00", "latin1"),
  Buffer.from("4086800000000000", "hex"),
  Buffer.from([0, 0, 9]),
]);

describe("FlvWriter", () => {
  it("holds frames back until their sequence header", () => {
    const writer = new FlvWriter();
    const frame = { type: video, timestamp: 1, payload: Buffer.from([0x17, 1, 0, 0, 0, 9]) };
    expect(writer.write(frame)).toBeNull();
    expect(writer.write({ ...frame, payload: Buffer.from([0x17, 0, 0, 0, 0, 1]) })).not.toBeNull();
    expect(writer.write(frame)).not.toBeNull();
    expect(writer.write({ type: audio, timestamp: 1, payload: Buffer.from([0xaf, 1, 9]) })).toBeNull();
    expect(writer.write({ type: audio, timestamp: 1, payload: Buffer.from([0xaf, 0, 0x12, 0x10]) })).not.toBeNull();
    expect(writer.codecs).toMatchObject({ video: "h264", audio: "aac" });
  });

  it("takes the metadata out of RTMP's wrapper, and its size until the video says better", () => {
    const writer = new FlvWriter();
    const wrapped = Buffer.concat([Buffer.from("\x02\x00\x0d@setDataFrame", "latin1"), metadata]);
    const tag = writer.write({ type: data, timestamp: 0, payload: wrapped });
    expect(tag?.subarray(11, -4).equals(metadata)).toBe(true);
    expect(writer.codecs).toEqual({ video: null, audio: null, width: 1280, height: 720, framesPerSecond: null });
  });

  it("drops data that is no metadata", () => {
    const writer = new FlvWriter();
    const cuePoint = Buffer.from("\x02\x00\x0aonCuePoint\x05", "latin1");
    expect(writer.write({ type: data, timestamp: 0, payload: cuePoint })).toBeNull();
    expect(writer.write({ type: data, timestamp: 0, payload: metadata.subarray(0, 25) })).toBeNull();
    expect(writer.write({ type: amf3Data, timestamp: 0, payload: metadata })).toBeNull();
  });

  it.each([
    [video, [0x80 | 0x10, ...Buffer.from("vp09")], { video: "vp9" }],
    [video, [0x80 | 0x10, ...Buffer.from("avc1")], { video: "avc1" }],
    [video, [0x80 | 0x16, 0, 0, 0, 0], { video: "enhanced-6" }],
    [video, [0x13, 0], { video: "flv-3" }],
    [audio, [0x90, ...Buffer.from("Opus")], { audio: "opus" }],
    [audio, [0x2f, 0], { audio: "mp3" }],
  ])("names the codec of type %d, %j", (type, bytes, codecs) => {
    const writer = new FlvWriter();
    writer.write({ type, timestamp: 0, payload: Buffer.from(bytes) });
    expect(writer.codecs).toMatchObject(codecs);
  });

  it("takes any bytes", () => {
    fc.assert(
      fc.property(fc.constantFrom(audio, video, data), fc.uint8Array({ minLength: 1 }), (type, bytes) => {
        const tag = new FlvWriter().write({ type, timestamp: 0, payload: Buffer.from(bytes) });
        expect(tag === null || tag.length >= 11 + 4).toBe(true);
      }),
    );
  });
});

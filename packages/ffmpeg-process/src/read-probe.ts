import type { AudioProbe, MediaProbe, VideoProbe } from "./media-probe.js";

type Fields = Record<string, unknown>;

interface Packet {
  readonly stream: number;
  readonly seconds: number;
  readonly bytes: number;
  readonly keyframe: boolean;
}

const isFields = (value: unknown): value is Fields => typeof value === "object" && value !== null;

function listOf(value: unknown): Fields[] {
  return Array.isArray(value) ? value.filter(isFields) : [];
}

function text(value: unknown): string | null {
  return typeof value === "string" && value !== "" && value !== "unknown" ? value : null;
}

function number(value: unknown): number | null {
  const read = typeof value === "string" && value !== "" ? Number(value) : value;
  return typeof read === "number" && Number.isFinite(read) ? read : null;
}

function rate(value: unknown): number | null {
  const [above, below] = (text(value) ?? "").split("/").map(Number);
  return above !== undefined && below !== undefined && above > 0 && below > 0 ? above / below : null;
}

const kilobits = (bits: number | null): number | null => (bits === null ? null : bits / 1000);

/** For a playlist the container's own figure is that of the list's few bytes. */
function highest(declared: number | null, measured: number | null): number | null {
  return declared === null || measured === null ? (declared ?? measured) : Math.max(declared, measured);
}

function packetsOf(value: unknown): Packet[] {
  return listOf(value).flatMap((packet) => {
    const stream = number(packet.stream_index);
    const seconds = number(packet.pts_time) ?? number(packet.dts_time);
    if (stream === null || seconds === null) return [];
    return [{ stream, seconds, bytes: number(packet.size) ?? 0, keyframe: (text(packet.flags) ?? "").startsWith("K") }];
  });
}

function longestKeyframeDistance(packets: readonly Packet[]): number | null {
  const times = packets.map((packet) => packet.seconds);
  const keyframes = packets.filter((packet) => packet.keyframe).map((packet) => packet.seconds);
  if (keyframes.length === 0) return null;
  const marks = [...keyframes, Math.max(...times)].sort((a, b) => a - b);
  return Math.max(...marks.map((mark, index) => mark - (marks[index - 1] ?? mark)));
}

function measuredKbps(packets: readonly Packet[]): number | null {
  const times = packets.map((packet) => packet.seconds);
  const span = Math.max(...times) - Math.min(...times);
  return span > 0.5 ? (packets.reduce((sum, packet) => sum + packet.bytes, 0) * 8) / 1000 / span : null;
}

function videoOf(stream: Fields, packets: readonly Packet[]): VideoProbe {
  const own = packets.filter((packet) => packet.stream === number(stream.index));
  return {
    codec: text(stream.codec_name),
    width: number(stream.width),
    height: number(stream.height),
    framesPerSecond: rate(stream.avg_frame_rate) ?? rate(stream.r_frame_rate),
    pixelFormat: text(stream.pix_fmt),
    bitrateKbps: kilobits(number(stream.bit_rate)) ?? measuredKbps(own),
    keyframeIntervalSeconds: longestKeyframeDistance(own),
  };
}

function audioOf(stream: Fields, packets: readonly Packet[]): AudioProbe {
  const own = packets.filter((packet) => packet.stream === number(stream.index));
  return {
    codec: text(stream.codec_name),
    sampleRate: number(stream.sample_rate),
    channels: number(stream.channels),
    bitrateKbps: kilobits(number(stream.bit_rate)) ?? measuredKbps(own),
  };
}

/** Reads ffprobe's JSON, whatever it leaves out; `null` when it is not ffprobe's or names no stream. */
export function readProbe(json: string): MediaProbe | null {
  let answer: unknown;
  try {
    answer = JSON.parse(json);
  } catch {
    return null;
  }
  if (!isFields(answer)) return null;
  const streams = listOf(answer.streams);
  if (streams.length === 0) return null;
  const packets = packetsOf(answer.packets);
  const format = isFields(answer.format) ? answer.format : {};
  const video = streams.find((stream) => stream.codec_type === "video");
  const audio = streams.find((stream) => stream.codec_type === "audio");
  return {
    formatName: text(format.format_name),
    durationSeconds: number(format.duration),
    bitrateKbps: highest(kilobits(number(format.bit_rate)), measuredKbps(packets)),
    video: video === undefined ? null : videoOf(video, packets),
    audio: audio === undefined ? null : audioOf(audio, packets),
  };
}

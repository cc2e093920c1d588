/** What the first bytes of an audio or video message say. */
export interface FlvPayloadKind {
  readonly codec: string;
  readonly isSequenceHeader: boolean;
  /** The codec's frames cannot be decoded before its sequence header. */
  readonly needsSequenceHeader: boolean;
}

const videoNumbers: Record<number, string> = { 2: "flv1", 4: "vp6f", 7: "h264", 12: "hevc" };
const audioNumbers: Record<number, string> = { 2: "mp3", 7: "pcm_alaw", 8: "pcm_mulaw", 10: "aac", 11: "speex" };

/**
 * Enhanced RTMP's FourCCs. `avc1` and `mp4a` are left as they are on purpose: FFmpegs that read H.264 and AAC in the
 * old framing do not all read them in the new one, so the caller must be able to tell the two apart.
 */
const fourCcNames: Record<string, string> = {
  hvc1: "hevc",
  av01: "av1",
  vp09: "vp9",
  vp08: "vp8",
  Opus: "opus",
  fLaC: "flac",
  "ac-3": "ac3",
  "ec-3": "eac3",
};

const sequenceStart = 0;
const mpegTsSequenceStart = 5;
const firstPacketTypeWithoutFourCc = 6;

function enhanced(payload: Buffer): FlvPayloadKind {
  const packetType = (payload[0] ?? 0) & 0x0f;
  const text = payload.toString("latin1", 1, 5);
  const hasFourCc = packetType < firstPacketTypeWithoutFourCc && /^[\x20-\x7e]{4}$/.test(text);
  return {
    codec: hasFourCc ? (fourCcNames[text] ?? text) : `enhanced-${packetType}`,
    isSequenceHeader: packetType === sequenceStart || packetType === mpegTsSequenceStart,
    needsSequenceHeader: hasFourCc,
  };
}

export function videoKind(payload: Buffer): FlvPayloadKind {
  const first = payload[0] ?? 0;
  if ((first & 0x80) !== 0) return enhanced(payload);
  const number = first & 0x0f;
  const needsSequenceHeader = number === 7 || number === 12;
  return {
    codec: videoNumbers[number] ?? `flv-${number}`,
    isSequenceHeader: needsSequenceHeader && payload[1] === 0,
    needsSequenceHeader,
  };
}

const enhancedAudioFormat = 9;
const aacFormat = 10;

export function audioKind(payload: Buffer): FlvPayloadKind {
  const format = (payload[0] ?? 0) >> 4;
  if (format === enhancedAudioFormat) return enhanced(payload);
  return {
    codec: audioNumbers[format] ?? `flv-${format}`,
    isSequenceHeader: format === aacFormat && payload[1] === 0,
    needsSequenceHeader: format === aacFormat,
  };
}

/** What an init segment says about its media. `null` is "not found". */
export interface MediaDescription {
  /** As RFC 6381 has it: `avc1.64001f,mp4a.40.2`. */
  readonly codecs: string | null;
  /** Pixels. */
  readonly width: number | null;
  readonly height: number | null;
}

const hex = (value: number): string => value.toString(16).padStart(2, "0");

/** The profile, constraints and level, from the `avcC` box. */
function videoCodec(init: Buffer): string | null {
  const box = init.indexOf("avcC", 0, "latin1");
  if (box < 0 || box + 8 > init.length) return null;
  return `avc1.${hex(init.readUInt8(box + 5))}${hex(init.readUInt8(box + 6))}${hex(init.readUInt8(box + 7))}`;
}

/** The audio object type: the first five bits of the decoder's own description (tag 5) in the `esds` box. */
function audioCodec(init: Buffer): string | null {
  const box = init.indexOf("esds", 0, "latin1");
  if (box < 0) return null;
  // Decoder description (tag 4, object type 0x40 for MPEG-4 audio) holds the audio's own (tag 5).
  for (let at = box + 4; at < Math.min(init.length - 6, box + 80); at++) {
    if (init[at] !== 0x05) continue;
    let next = at + 1;
    while (((init[next] ?? 0) & 0x80) !== 0) next++;
    const length = init[next] ?? 0;
    if (length < 2 || length > 32 || next + 1 >= init.length) continue;
    return `mp4a.40.${init.readUInt8(next + 1) >> 3}`;
  }
  return null;
}

/** Reads an MP4 init segment that FFmpeg wrote: one H.264 track, one AAC track, either may be missing. */
export function describeInit(init: Buffer): MediaDescription {
  const entry = init.indexOf("avc1", 0, "latin1");
  const hasSize = entry >= 0 && entry + 32 <= init.length;
  const codecs = [videoCodec(init), audioCodec(init)].filter((codec) => codec !== null);
  return {
    codecs: codecs.length === 0 ? null : codecs.join(","),
    // A visual sample entry has 24 bytes between its name and the size of the picture.
    width: hasSize ? init.readUInt16BE(entry + 28) : null,
    height: hasSize ? init.readUInt16BE(entry + 30) : null,
  };
}

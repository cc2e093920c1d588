/** Reads the bits of a parameter set, Exp-Golomb codes included (ITU-T H.264, 9.1). */
class BitReader {
  readonly #bytes: Uint8Array;
  #position = 0;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
  }

  bits(count: number): number {
    let value = 0;
    for (let index = 0; index < count; index++) {
      const byte = this.#bytes[this.#position >> 3];
      if (byte === undefined) throw new RangeError("parameter set too short");
      value = value * 2 + ((byte >> (7 - (this.#position & 7))) & 1);
      this.#position++;
    }
    return value;
  }

  unsigned(): number {
    let zeros = 0;
    while (this.bits(1) === 0) {
      zeros++;
      if (zeros > 31) throw new RangeError("code too long");
    }
    return 2 ** zeros - 1 + this.bits(zeros);
  }

  signed(): number {
    const code = this.unsigned();
    return code % 2 === 0 ? -code / 2 : (code + 1) / 2;
  }
}

/** Takes out the bytes that keep start codes from appearing inside (7.4.1). */
function withoutEmulationPrevention(unit: Uint8Array): Uint8Array {
  return unit.filter((byte, index) => !(byte === 3 && index >= 2 && unit[index - 1] === 0 && unit[index - 2] === 0));
}

function skipScalingList(reader: BitReader, size: number): void {
  let last = 8;
  let next = 8;
  for (let index = 0; index < size; index++) {
    if (next !== 0) next = (last + reader.signed() + 256) % 256;
    if (next !== 0) last = next;
  }
}

const profilesWithChromaFormat = new Set([100, 110, 122, 244, 44, 83, 86, 118, 128, 138, 139, 134, 135]);

/** Reads what stands before the picture's size and gives the chroma format (7.3.2.1.1). */
function skipToSize(reader: BitReader): number {
  reader.bits(8);
  const profile = reader.bits(8);
  reader.bits(16);
  reader.unsigned();
  let chromaFormat = 1;
  if (profilesWithChromaFormat.has(profile)) {
    chromaFormat = reader.unsigned();
    if (chromaFormat === 3) reader.bits(1);
    reader.unsigned();
    reader.unsigned();
    reader.bits(1);
    if (reader.bits(1) === 1) {
      const lists = chromaFormat === 3 ? 12 : 8;
      for (let index = 0; index < lists; index++) {
        if (reader.bits(1) === 1) skipScalingList(reader, index < 6 ? 16 : 64);
      }
    }
  }
  reader.unsigned();
  const orderCountType = reader.unsigned();
  if (orderCountType === 0) reader.unsigned();
  if (orderCountType === 1) {
    reader.bits(1);
    reader.signed();
    reader.signed();
    // The reader throws at the end of the set, so a made-up count cannot keep it busy.
    for (let count = reader.unsigned(); count > 0; count--) reader.signed();
  }
  reader.unsigned();
  reader.bits(1);
  return chromaFormat;
}

/** The picture's size in pixels, from a sequence parameter set with its header byte. */
function sizeOf(parameterSet: Uint8Array): { width: number; height: number } {
  const reader = new BitReader(withoutEmulationPrevention(parameterSet));
  const chromaFormat = skipToSize(reader);
  const widthInBlocks = reader.unsigned() + 1;
  const heightInUnits = reader.unsigned() + 1;
  const fieldFactor = 2 - reader.bits(1);
  if (fieldFactor === 2) reader.bits(1);
  reader.bits(1);
  const [left, right, top, bottom] =
    reader.bits(1) === 1 ? [reader.unsigned(), reader.unsigned(), reader.unsigned(), reader.unsigned()] : [0, 0, 0, 0];
  const cropX = chromaFormat === 1 || chromaFormat === 2 ? 2 : 1;
  const cropY = (chromaFormat === 1 ? 2 : 1) * fieldFactor;
  return {
    width: widthInBlocks * 16 - cropX * (left + right),
    height: heightInUnits * 16 * fieldFactor - cropY * (top + bottom),
  };
}

/**
 * The picture's size from an AVCDecoderConfigurationRecord, the payload of H.264's sequence header in FLV. `null` when
 * it cannot be read.
 */
export function readH264Dimensions(record: Uint8Array): { width: number; height: number } | null {
  const sets = (record[5] ?? 0) & 0x1f;
  const length = ((record[6] ?? 0) << 8) | (record[7] ?? 0);
  if (sets === 0 || record.length < 8 + length) return null;
  try {
    const size = sizeOf(record.subarray(8, 8 + length));
    return size.width > 0 && size.height > 0 ? size : null;
  } catch {
    return null;
  }
}

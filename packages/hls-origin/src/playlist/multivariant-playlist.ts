/** One media playlist that viewers can choose. */
export interface Variant {
  readonly uri: string;
  /** Bits per second of its heaviest segment. */
  readonly peakBitsPerSecond: number;
  readonly averageBitsPerSecond: number;
  /** `null` when not known. */
  readonly width: number | null;
  readonly height: number | null;
  /** As RFC 6381 has it: `avc1.64001f,mp4a.40.2`; `null` when not known. */
  readonly codecs: string | null;
}

function streamInformation(variant: Variant): string {
  const attributes = [
    `BANDWIDTH=${Math.ceil(variant.peakBitsPerSecond)}`,
    `AVERAGE-BANDWIDTH=${Math.ceil(variant.averageBitsPerSecond)}`,
  ];
  if (variant.codecs !== null) attributes.push(`CODECS="${variant.codecs}"`);
  if (variant.width !== null && variant.height !== null) {
    attributes.push(`RESOLUTION=${variant.width}x${variant.height}`);
  }
  return `#EXT-X-STREAM-INF:${attributes.join(",")}`;
}

/** The text of a multivariant playlist. Players begin with the first variant. `query` is put behind each address. */
export function composeMultivariantPlaylist(variants: readonly Variant[], query = ""): string {
  const lines = ["#EXTM3U", "#EXT-X-VERSION:6", "#EXT-X-INDEPENDENT-SEGMENTS"];
  for (const variant of variants) lines.push(streamInformation(variant), `${variant.uri}${query}`);
  return `${lines.join("\n")}\n`;
}

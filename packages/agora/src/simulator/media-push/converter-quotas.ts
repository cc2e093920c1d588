import type { Converter } from "./converter.js";
import type { SizeClass } from "./converter-media.js";

/** How many converters may run at once in one area, if all had this size. Mixed sizes share the ceiling. */
export type ConverterCeiling = Readonly<Record<SizeClass, number>>;

/** Concurrent converters, by where they run. */
export interface ConverterQuotas {
  /** Default: 300 up to 640x360, 50 up to 1280x720, 20 above. */
  readonly mainlandChina: ConverterCeiling;
  /** All other regions together. Default: 20, 5, 0. */
  readonly elsewhere: ConverterCeiling;
}

const isMainland = (region: string): boolean => region === "cn";

/** Whether one more of this size has room beside those that run. */
export function hasRoom(
  running: Iterable<Converter>,
  wanted: { readonly region: string; readonly sizeClass: SizeClass },
  quotas: ConverterQuotas,
): boolean {
  const mainland = isMainland(wanted.region);
  const ceiling = mainland ? quotas.mainlandChina : quotas.elsewhere;
  const shares = [...running]
    .filter(({ region }) => isMainland(region) === mainland)
    .map(({ sizeClass }) => 1 / ceiling[sizeClass]);
  const used = shares.reduce((sum, share) => sum + share, 0);
  // Five fifths are a little more than one in floating point.
  return used + 1 / ceiling[wanted.sizeClass] <= 1 + 1e-9;
}

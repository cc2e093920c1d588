import { bitsUnderCheck, clockLayout } from "./layout.js";

/** A decoded picture, row by row from the top left. */
export interface Picture {
  /** Pixels. */
  readonly width: number;
  readonly height: number;
  /** One (gray), three (RGB) or four (RGBA, as a canvas gives it) bytes per pixel. */
  readonly data: Uint8Array | Uint8ClampedArray;
}

const { columns, rowsInPicture, timeBits, checkBits, unitMs, white, black, firstTimeColumn } = clockLayout;
const leastContrast = 60;

function channelsOf(picture: Picture): number | null {
  const channels = picture.data.length / (picture.width * picture.height);
  return channels === 1 || channels === 3 || channels === 4 ? channels : null;
}

/** Mean brightness of the middle of one square. */
function levelOf(picture: Picture, channels: number, column: number): number {
  const cell = { width: picture.width / columns, height: picture.height / rowsInPicture };
  const middle = { x: (column + 0.5) * cell.width, y: picture.height - cell.height / 2 };
  const reach = { x: Math.max(1, cell.width / 5), y: Math.max(1, cell.height / 5) };
  let sum = 0;
  let count = 0;
  for (let y = Math.floor(middle.y - reach.y); y < middle.y + reach.y; y += 1) {
    for (let x = Math.floor(middle.x - reach.x); x < middle.x + reach.x; x += 1) {
      const at = (y * picture.width + x) * channels;
      for (let channel = 0; channel < Math.min(channels, 3); channel += 1) {
        sum += picture.data[at + channel] ?? 0;
        count += 1;
      }
    }
  }
  return count === 0 ? 0 : sum / count;
}

const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;

/**
 * Reads from a frame of the test picture when it was made, to 10 ms. Works on scaled frames down to about 240 pixels
 * of width.
 *
 * @param near The clock shows the time modulo 497 days; the answer is the one nearest to this. Default: now.
 * @returns `null` when the frame shows no clock, or one that was damaged on the way.
 */
export function readTestPictureClock(picture: Picture, near: Date = new Date()): Date | null {
  const channels = channelsOf(picture);
  if (channels === null) return null;
  const levels = Array.from({ length: columns }, (_, column) => levelOf(picture, channels, column));
  const level = (column: number): number => levels[column] ?? 0;
  const bright = mean(white.map(level));
  const dark = mean(black.map(level));
  if (bright - dark < leastContrast) return null;
  const isSet = (column: number): boolean => level(column) > (bright + dark) / 2;
  if (!white.every(isSet) || black.some(isSet)) return null;

  const bit = (position: number): number => (isSet(firstTimeColumn + timeBits - 1 - position) ? 1 : 0);
  for (let check = 0; check < checkBits; check += 1) {
    const parity = bitsUnderCheck(check).reduce((sum, position) => sum + bit(position), 0) % 2;
    if ((isSet(firstTimeColumn + timeBits + check) ? 1 : 0) !== parity) return null;
  }
  let units = 0;
  for (let position = timeBits - 1; position >= 0; position -= 1) units = units * 2 + bit(position);
  const range = 2 ** timeBits;
  const nearUnits = near.getTime() / unitMs;
  return new Date((units + Math.round((nearUnits - units) / range) * range) * unitMs);
}

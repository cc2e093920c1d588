/**
 * The machine-readable clock of the test picture: one row of squares along the bottom. White, black; the time in units
 * of 10 ms modulo 2^32, highest bit first; four check bits; black, white.
 */
export const clockLayout = {
  columns: 40,
  /** The row's height as a part of the picture's. */
  rowsInPicture: 16,
  timeBits: 32,
  checkBits: 4,
  unitMs: 10,
  /** Columns of the fixed squares: they give the decoder its levels and its certainty. */
  white: [0, 39],
  black: [1, 38],
  firstTimeColumn: 2,
} as const;

/** The bits of the time, counted from the lowest, that check bit `check` is the parity of. */
export function bitsUnderCheck(check: number): number[] {
  return Array.from({ length: clockLayout.timeBits / clockLayout.checkBits }, (_, group) => {
    return group * clockLayout.checkBits + check;
  });
}

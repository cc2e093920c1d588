import { constants } from "node:os";

/** A shell tells that a signal ended a program by 128 plus its number; 255 is FFmpeg's own code. */
export function exitStatus(
  code: number | null,
  signal: NodeJS.Signals | null,
): { readonly code: number | null; readonly signal: string | null } {
  if (signal !== null) return { code: null, signal };
  if (code === null || code <= 128 || code === 255) return { code, signal: null };
  const name = Object.entries(constants.signals).find(([, number]) => number === code - 128)?.[0];
  return name === undefined ? { code, signal: null } : { code: null, signal: name };
}

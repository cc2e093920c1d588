/**
 * Whether a timestamp is within the tolerance of now. One that lies ahead is refused as well: it could be replayed
 * until its time has come.
 */
export function checkAge({
  timestampSeconds,
  now,
  toleranceSeconds,
}: {
  /** Unix seconds. */
  readonly timestampSeconds: number;
  readonly now: Date;
  readonly toleranceSeconds: number;
}): boolean {
  return Math.abs(now.getTime() / 1000 - timestampSeconds) <= toleranceSeconds;
}

/** The numbers that `decide` judges by. All have defaults; a host overrides single ones. */
export interface Policy {
  /** Viewers count as served while the last segment's number grew within this, or 3 target durations. Seconds. */
  readonly stallSeconds: number;
  /** How long a started relay may take to bring the first new segments. Seconds. */
  readonly connectSeconds: number;
  /** How long a relay is held after the publisher has left. Seconds. */
  readonly absenceGraceSeconds: number;
  /** A look at the playlist while live. Seconds. */
  readonly livePollSeconds: number;
  /** A look at vendor status calls while live. Seconds. */
  readonly vendorPollSeconds: number;
  /** Evidence older than this counts as unknown. Seconds. */
  readonly evidenceSeconds: number;
  /** Starts that may happen within `startWindowSeconds`. */
  readonly startLimit: number;
  /** Seconds. */
  readonly startWindowSeconds: number;
  /** Shortest and longest pause between starts, with decorrelated jitter between. Seconds. */
  readonly pauseSeconds: { readonly min: number; readonly max: number };
  /** Health for this long makes the next failure a first failure again. Seconds. */
  readonly healthySeconds: number;
  /** Starts of the same relay in a row before it is replaced by the next. */
  readonly restartsBeforeReplacement: number;
}

/** Design section 5. */
export const defaultPolicy: Policy = {
  stallSeconds: 12,
  connectSeconds: 30,
  absenceGraceSeconds: 60,
  livePollSeconds: 10,
  vendorPollSeconds: 20,
  evidenceSeconds: 60,
  startLimit: 6,
  startWindowSeconds: 300,
  pauseSeconds: { min: 1, max: 60 },
  healthySeconds: 60,
  restartsBeforeReplacement: 2,
};

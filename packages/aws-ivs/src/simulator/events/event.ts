/** An event as EventBridge delivers it. */
export interface SimulatedEvent {
  readonly version: "0";
  readonly id: string;
  readonly "detail-type": string;
  readonly source: "aws.ivs";
  readonly account: string;
  /** ISO 8601, whole seconds. */
  readonly time: string;
  readonly region: string;
  readonly resources: readonly string[];
  readonly detail: Readonly<Record<string, string | number>>;
}

/** How events travel. EventBridge promises neither delivery nor order nor time. */
export type EventMode =
  | { readonly kind: "on-time" | "lost" | "duplicated" | "reordered" }
  | { readonly kind: "late"; readonly milliseconds: number };

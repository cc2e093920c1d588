import type { Clock } from "@hybrid-stream/spec";
import { newId } from "./ids.js";

/** One broadcast of an input: live, then a recording. */
export class SimulatedVideo {
  readonly uid = newId();
  readonly created: Date;
  modified: Date;
  state: "live-inprogress" | "inprogress" | "ready" | "error" = "live-inprogress";
  endedAt: Date | null = null;
  /** What viewers had of it. */
  minutesDelivered = 0;
  /** Milliseconds without a publisher are not recorded. */
  mediaMs = 0;

  constructor(
    readonly liveInput: string,
    readonly requireSignedURLs: boolean,
    clock: Clock,
  ) {
    this.created = clock.now();
    this.modified = this.created;
  }

  get minutes(): number {
    return this.mediaMs / 60_000;
  }

  /** As the API shows it. */
  toJSON(): object {
    const known = this.state === "ready";
    return {
      uid: this.uid,
      created: this.created.toISOString(),
      modified: this.modified.toISOString(),
      liveInput: this.liveInput,
      duration: known ? Math.round(this.mediaMs) / 1000 : -1,
      size: known ? Math.round(this.mediaMs * 300) : -1,
      readyToStream: known,
      requireSignedURLs: this.requireSignedURLs,
      status: {
        state: this.state,
        ...(known && { pctComplete: "100.000000" }),
        errorReasonCode: "",
        errorReasonText: "",
      },
    };
  }
}

import { filesOf, type Queried, type RecordedFile } from "../api/query-answer.js";

/**
 * - `starting`, `recording`, `stopping`, `stopped`: as it says
 * - `failed`: it has ended with a fault
 * - `absent`: Agora does not find it: over, or being moved for up to 90 s
 * - `unknown`: Agora says something that we do not know
 */
export type RecordingState = "starting" | "recording" | "stopping" | "stopped" | "failed" | "absent" | "unknown";

/** What a recording is doing. */
export interface RecordingStatus {
  readonly state: RecordingState;
  /** What has been written so far. Empty is no proof: it may come late. */
  readonly files: readonly RecordedFile[];
}

/** What is known after a stop. */
export interface RecordingResult {
  /** `stopping`: ask with `queryRecording` until it is `absent`. `absent`: it was over before. */
  readonly state: "stopping" | "stopped" | "absent";
  /** `backed-up`: Agora keeps the files and goes on trying. `null`: not told. */
  readonly upload: "uploaded" | "backed-up" | "unknown" | null;
  readonly files: readonly RecordedFile[];
}

const states: Readonly<Record<number, RecordingState>> = {
  0: "starting",
  1: "starting",
  2: "starting",
  3: "starting",
  4: "recording",
  5: "recording",
  6: "stopping",
  7: "stopped",
  8: "stopped",
  20: "failed",
};

export function recordingStatusOf(answer: Queried): RecordingStatus {
  const status = answer.serverResponse?.status ?? null;
  return { state: (status === null ? undefined : states[status]) ?? "unknown", files: filesOf(answer) };
}

export function recordingResultOf(answer: Queried, { waited }: { readonly waited: boolean }): RecordingResult {
  const told = answer.serverResponse?.uploadingStatus ?? null;
  const upload = told === "backuped" ? "backed-up" : told === null || told === "uploaded" ? told : "unknown";
  return { state: waited ? "stopped" : "stopping", upload, files: filesOf(answer) };
}

import type { MediaPlane, MediaPush } from "@hybrid-stream/spec";

/** Pushes without media that deliver at once, until they are stopped or cut. */
export function cuttablePushes() {
  const cuts = new Map<string, () => void>();
  const plane: MediaPlane = {
    startPush({ label }) {
      let state: MediaPush["state"] = "delivering";
      let settle: (how: "stopped" | "failed") => void = () => {};
      const ended = new Promise<"stopped" | "failed">((resolve) => {
        settle = resolve;
      });
      const end = (how: "stopped" | "failed"): void => {
        state = "ended";
        cuts.delete(label);
        settle(how);
      };
      cuts.set(label, () => end("failed"));
      return {
        get state() {
          return state;
        },
        ended,
        onChange(listener) {
          listener();
          return () => {};
        },
        stop: async () => end("stopped"),
      };
    },
    close: async () => {},
  };
  return {
    plane,
    /** Ends the push of a task by itself, as a server that hangs up does. */
    cut(taskId: string): void {
      for (const [label, end] of cuts) if (label.includes(taskId)) end();
    },
  };
}

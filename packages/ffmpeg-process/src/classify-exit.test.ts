import { describe, expect, it } from "vitest";
import { classifyExit } from "./classify-exit.js";
import type { ExitEvidence } from "./exit-evidence.js";

const failed: ExitEvidence = {
  stopOrdered: false,
  code: 1,
  signal: null,
  hadProgress: false,
  inputs: { named: 1, opened: 1 },
  inputFailed: false,
  errors: [],
};

const kindOf = (evidence: Partial<ExitEvidence>) => classifyExit({ ...failed, ...evidence }).kind;

describe("classifyExit", () => {
  it("goes by the intent first", () => {
    for (const code of [0, 1, 255]) expect(kindOf({ stopOrdered: true, code })).toBe("stopped");
    expect(kindOf({ stopOrdered: true, code: null, signal: "SIGKILL" })).toBe("stopped");
    expect(kindOf({ code: 0, hadProgress: true })).toBe("source-ended");
    expect(kindOf({ code: 255 })).toBe("crashed");
    expect(kindOf({ code: null, signal: "SIGKILL", hadProgress: true })).toBe("crashed");
  });

  it("tells an input that could not be opened from an output that could not", () => {
    const errors = ["tcp: Connection to tcp://127.0.0.1:1 failed: Connection refused"];
    expect(kindOf({ errors, inputs: { named: 1, opened: 0 } })).toBe("source-unreadable");
    expect(kindOf({ errors })).toBe("destination-refused");
    expect(kindOf({ inputFailed: true, code: 1 })).toBe("source-unreadable");
  });

  it("knows the words of servers and networks", () => {
    expect(kindOf({ errors: ["tcp: Failed to resolve hostname x: Name or service not known"] })).toBe(
      "destination-unreachable",
    );
    expect(kindOf({ errors: ["rtmp://x/live/[redacted]: No route to host"] })).toBe("destination-unreachable");
    expect(kindOf({ errors: ["rtmp: Server error: Invalid stream key"], hadProgress: true })).toBe(
      "stream-key-rejected",
    );
    expect(kindOf({ errors: ["rtmp: Server error: Stream already publishing"] })).toBe("destination-refused");
    expect(kindOf({ errors: ["tls: Peer certificate failed verification"] })).toBe("destination-refused");
    expect(kindOf({ errors: ["av_interleaved_write_frame(): Broken pipe"], hadProgress: true })).toBe(
      "destination-lost",
    );
    expect(kindOf({ errors: ["av_interleaved_write_frame(): Broken pipe"] })).toBe("destination-refused");
  });

  it("calls a wrong command line a crash, whatever else was said", () => {
    expect(kindOf({ errors: ["Unknown encoder 'nope'"], inputs: { named: 1, opened: 0 } })).toBe("crashed");
    expect(classifyExit(failed).reason).toContain("code 1");
  });
});

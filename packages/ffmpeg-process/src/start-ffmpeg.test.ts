import { Secret } from "@hybrid-stream/spec";
import { afterAll, describe, expect, it } from "vitest";
import { runningInGroup } from "../test/processes.js";
import { standIn, temporaryFolder } from "../test/stand-in.js";
import { waitFor } from "../test/wait-for.js";
import type { FfmpegProcess } from "./ffmpeg-process.js";
import { startFfmpeg } from "./start-ffmpeg.js";

const folder = temporaryFolder();
const started: FfmpegProcess[] = [];
afterAll(async () => {
  await Promise.all(started.map((each) => each.stop()));
  folder.remove();
});

function start(name: string, body: string, more: Partial<Parameters<typeof startFfmpeg>[0]> = {}): FfmpegProcess {
  const running = startFfmpeg({ tools: standIn(folder.path, name, body), args: [], name, ...more });
  started.push(running);
  return running;
}

const ready = (running: FfmpegProcess, word = "ready") =>
  waitFor(word, () => running.stderrTail.some((line) => line.includes(word)));

describe("startFfmpeg with programs that misbehave", () => {
  it("kills one that ignores SIGTERM, and everything in its group", async () => {
    const running = start("deaf", "trap '' TERM\nsleep 60 &\necho ready >&2\nwhile :; do sleep 1; done");
    await ready(running);
    const exit = await running.stop();
    expect(exit).toMatchObject({ kind: "stopped", signal: "SIGKILL" });
    await waitFor("an empty group", () => runningInGroup(running.pid).length === 0, 2_000);
  });

  it("gives the second signal to one that ignores the first", async () => {
    const body =
      "n=0\ntrap 'n=$((n+1)); echo got $n >&2; [ $n = 2 ] && exit 3' TERM\necho ready >&2\nwhile :; do sleep 0.1; done";
    const running = start("second", body);
    await ready(running);
    expect(await running.stop()).toMatchObject({ kind: "stopped", code: 3, signal: null });
    expect(running.stderrTail).toContain("got 2");
  });

  it("waits for one that exits late, without losing its code", async () => {
    const running = start("late", "trap 'sleep 0.5; exit 9' TERM\necho ready >&2\nwhile :; do sleep 0.1; done");
    await ready(running);
    const first = running.stop();
    expect(running.stop()).toBe(first);
    expect(await first).toMatchObject({ kind: "stopped", code: 9 });
  });

  it("is patient with one that prints nothing", async () => {
    const running = start("mute", "exec sleep 60", { stall: { noProgressMs: 1 } });
    await waitFor("its process id", () => running.ffmpegPid);
    expect(running).toMatchObject({ progress: null, stalled: false, stderrTail: [] });
    expect(await running.stop()).toMatchObject({ kind: "stopped", hadProgress: false });
  });

  it("keeps a bounded, redacted tail of one that floods its log", async () => {
    const body = `i=0
while [ $i -lt 20000 ]; do echo "[rtmp @ 0x1] [error] line $i of topsecretkey" >&2; i=$((i+1)); done
head -c 300000 /dev/zero | tr '\\0' x >&2
exit 1`;
    const running = start("flood", body, { secrets: [new Secret("topsecretkey")] });
    const exit = await running.exited;
    expect(running.stderrTail.length).toBeLessThanOrEqual(40);
    expect(running.stderrTail.every((line) => line.length <= 500)).toBe(true);
    expect(JSON.stringify([exit, running.stderrTail])).not.toContain("topsecretkey");
    expect(exit.reason).toContain("[redacted]");
  });

  it("reports one that crashes at once", async () => {
    expect(await start("crash", "kill -9 $$").exited).toMatchObject({ kind: "crashed", code: null, signal: "SIGKILL" });
    expect(await start("exit-one", "exit 1").exited).toMatchObject({ kind: "crashed", code: 1, hadProgress: false });
  });

  it("ends what is left when the guard itself is killed", async () => {
    const running = start("orphan", "echo ready >&2\nexec sleep 60");
    await ready(running);
    process.kill(running.pid, "SIGKILL");
    expect(await running.exited).toMatchObject({ kind: "crashed", signal: "SIGKILL" });
    await waitFor("an empty group", () => runningInGroup(running.pid).length === 0, 2_000);
  });

  it("never reads a user's text as shell", async () => {
    const words = ["$(touch oops)", "; exit 7", "a b", "'\"`"];
    const running = start("argv", 'for word in "$@"; do echo "word:$word" >&2; done', { args: words });
    await running.exited;
    expect(running.stderrTail.slice(-words.length)).toEqual(words.map((word) => `word:${word}`));
  });

  it("shields the supervision from a listener that throws", async () => {
    const running = start("listened", "echo progress=continue\nexit 0");
    const events: string[] = [];
    running.on(() => {
      throw new Error("a listener's fault");
    });
    running.on((event) => events.push(event));
    expect(await running.exited).toMatchObject({ kind: "source-ended" });
    expect(events).toEqual(["progress", "exit"]);
  });

  it("names a stall and its end by an injected clock", async () => {
    const body =
      "trap 'echo total_size=9000000; echo progress=continue' USR1\necho total_size=5000\necho progress=continue\necho ready >&2\nwhile :; do sleep 0.05; done";
    let now = 0;
    const timers = new Set<() => void>();
    const clock = {
      now: () => new Date(now),
      monotonic: () => now,
      setTimeout: (callback: () => void) => {
        timers.add(callback);
        return callback;
      },
      clearTimeout: (handle: unknown) => {
        for (const each of timers) if (each === handle) timers.delete(each);
      },
    };
    const tick = (): void => {
      const due = [...timers];
      timers.clear();
      for (const callback of due) callback();
    };
    const running = start("stalls", body, { clock });
    const events: string[] = [];
    running.on((event) => events.push(event));
    await waitFor("the first block", () => running.progress && running.ffmpegPid);
    now = 4_999;
    tick();
    expect(running.stalled).toBe(false);
    now = 5_000;
    tick();
    expect(running.stalled).toBe(true);
    process.kill(running.ffmpegPid ?? 0, "SIGUSR1");
    await waitFor("the recovery", () => events.includes("recovered"));
    expect(running.stalled).toBe(false);
    expect(events).toEqual(["progress", "stalled", "progress", "recovered"]);
    await running.stop();
  });
});

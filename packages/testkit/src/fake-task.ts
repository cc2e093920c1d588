import type { FakeStream, FakeTask, TaskSetup } from "./fake-world-types.js";

const bytesPerMillisecond = 312;

export function makeTask(setup: TaskSetup, made: { readonly id: string; readonly now: number }): FakeTask {
  const { startupMs: _startup, maxSessionMs: _session, ...rest } = setup;
  return {
    ...rest,
    id: made.id,
    createdAt: made.now,
    state: "starting",
    stalled: false,
    hiddenUntil: 0,
    connectedTo: null,
    everConnected: false,
    bytesSent: 0,
    mediaTimeMs: 0,
    errorCode: null,
    endedAt: null,
  };
}

/** Whether a task may still do something. */
export function isAlive(task: FakeTask): boolean {
  return task.endedAt === null;
}

/** Media of `elapsed` milliseconds, up to `now`, from those who are connected into their stream. */
export function flow(
  stream: FakeStream,
  writers: readonly FakeTask[],
  time: { readonly elapsed: number; readonly now: number },
): void {
  if (writers.length === 0) return;
  for (const writer of writers) {
    writer.bytesSent += time.elapsed * bytesPerMillisecond;
    writer.mediaTimeMs += time.elapsed;
  }
  if (stream.packages) stream.mediaMs += time.elapsed;
  stream.lastMediaAt = time.now;
}

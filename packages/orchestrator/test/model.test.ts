import type { JournalEntry } from "@hybrid-stream/spec";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type ModelStep, ModelWorld, modelChannels } from "./model-world.js";

const runs = Number(process.env.MODEL_RUNS ?? 500);

const channel = fc.nat({ max: 1 });
const mode = fc.constantFrom("hybrid" as const, "hybrid" as const, "agora-only" as const);
const pick = fc.nat({ max: 3 });
const operation = fc.constantFrom(
  "createLiveStream",
  "getStreamKey",
  "rotateStreamKey",
  "startRelay",
  "stopRelay",
  "getRelayStatus",
  "getStreamStatus",
  "endLiveStream",
);
const error = fc.constantFrom(
  "timeout" as const,
  "connection-lost" as const,
  "vendor-unavailable" as const,
  "rate-limited" as const,
  "network-unreachable" as const,
);

const step: fc.Arbitrary<ModelStep> = fc.oneof(
  { weight: 4, arbitrary: fc.record({ do: fc.constant("start" as const), channel, mode }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant("end" as const), channel }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant("set-mode" as const), channel, mode }) },
  {
    weight: 8,
    arbitrary: fc.record({ do: fc.constant("advance" as const), seconds: fc.constantFrom(0, 1, 3, 9, 30, 70) }),
  },
  { weight: 2, arbitrary: fc.record({ do: fc.constantFrom("crash-relay" as const, "stall-relay" as const), pick }) },
  {
    weight: 1,
    arbitrary: fc.record({ do: fc.constant("migrate-relay" as const), pick, seconds: fc.constantFrom(10, 60) }),
  },
  { weight: 1, arbitrary: fc.record({ do: fc.constant("publisher" as const), channel, present: fc.boolean() }) },
  {
    weight: 1,
    arbitrary: fc.record({
      do: fc.constant("platform-outage" as const),
      ingest: fc.boolean(),
      playlists: fc.boolean(),
    }),
  },
  {
    weight: 4,
    arbitrary: fc.record({
      do: fc.constant("fault" as const),
      operation,
      error,
      happened: fc.boolean(),
      delayMs: fc.constantFrom(0, 500, 7900, 12_000),
      times: fc.constantFrom(1, 1, 3),
    }),
  },
  { weight: 1, arbitrary: fc.constant({ do: "kill-process" as const }) },
  { weight: 1, arbitrary: fc.constant({ do: "restart-process" as const }) },
  {
    weight: 1,
    arbitrary: fc.record({ do: fc.constant("store-unreachable" as const), seconds: fc.constantFrom(2, 20) }),
  },
);

const script = fc.record({
  seed: fc.nat(),
  locality: fc.constantFrom("cloud" as const, "process" as const),
  absenceProofSeconds: fc.constantFrom(0, 90),
  steps: fc.array(step, { minLength: 3, maxLength: 30 }),
});

async function journalOf(model: ModelWorld, channelId: string): Promise<JournalEntry[]> {
  return (await model.store.readJournal({ channelId, limit: 100_000 })).entries;
}

/** Each phase change starts where the one before it ended. */
function checkPhases(entries: readonly JournalEntry[]): void {
  const phases = new Map<number, unknown>();
  for (const { kind, session, data } of entries) {
    if (kind !== "phase") continue;
    if (data.from !== undefined) expect(data.from).toBe(phases.get(session) ?? "idle");
    phases.set(session, data.to);
  }
}

/** At most six starts in any five minutes. */
function checkEffort(entries: readonly JournalEntry[]): void {
  const starts = entries
    .filter(({ kind, data }) => kind === "effect" && data.effect === "start-relay")
    .map(({ at, session }) => ({ at: Date.parse(at), session }));
  for (const { at, session } of starts) {
    const within = starts.filter((other) => other.session === session && other.at >= at && other.at < at + 300_000);
    expect(within.length).toBeLessThanOrEqual(6);
  }
}

describe("any course of orders, faults, crashes and outages", () => {
  it(`holds the invariants and comes right when the faults are over (${runs} runs)`, { timeout: 600_000 }, async () => {
    await fc.assert(
      fc.asyncProperty(script, async ({ steps, ...options }) => {
        const model = new ModelWorld(options);
        for (const each of steps) {
          await model.take(each);
          expect(model.world.violations()).toEqual([]);
        }
        model.heal();
        await model.clock.advance(900_000);
        expect(model.world.violations()).toEqual([]);
        expect(model.lies).toEqual([]);

        const expectedTasks: string[] = [];
        const keys = [...model.world.streams.values()].flatMap((stream) => stream.keys.map((key) => key.value));
        for (const channelId of modelChannels) {
          const snapshot = await model.hybrid.getChannel(channelId);
          if (snapshot === null) continue;
          const entries = await journalOf(model, channelId);
          const story = entries.map((entry) => `${entry.at} ${entry.message}`).join("\n");
          if (snapshot.desired === "ended") expect(snapshot, story).toMatchObject({ phase: "ended", settled: true });
          else expect(snapshot.phase, story).toBe("live");
          if (snapshot.desired === "live" && snapshot.mode === "hybrid") expectedTasks.push(channelId);
          checkPhases(entries);
          checkEffort(entries);
          const costs = await model.store.readCostIntervals({ channelId });
          const open = costs.filter((interval) => interval.closedAt === null && interval.task === "relay");
          const running = model.world.runningTasks().filter((task) => task.channelId === channelId);
          expect(open.length, story).toBe(running.length);
          for (const key of keys) expect(JSON.stringify(entries)).not.toContain(key);
        }
        expect(
          model.world
            .runningTasks()
            .map((task) => task.channelId)
            .sort(),
        ).toEqual(expectedTasks.sort());
        for (const key of keys) expect(model.said.join("")).not.toContain(key);

        for (const channelId of modelChannels) {
          if ((await model.hybrid.getChannel(channelId)) !== null)
            await model.take({ do: "end", channel: modelChannels.indexOf(channelId) });
        }
        await model.clock.advance(300_000);
        expect(model.world.runningTasks()).toEqual([]);
        await model.take({ do: "advance", seconds: 600 });
        expect(model.world.runningTasks()).toEqual([]);
        for (const stream of model.world.streams.values()) expect(["ended", "deleted"]).toContain(stream.state);
      }),
      { numRuns: runs, ...(process.env.MODEL_SEED && { seed: Number(process.env.MODEL_SEED) }) },
    );
  });
});

import { inspect } from "node:util";
import { HybridStreamError, type RelaySpec } from "@hybrid-stream/spec";
import { fakeRtcSource } from "@hybrid-stream/testkit";
import { expect, it } from "vitest";
import { fakeSetup, order } from "../../test/fake-setup.js";

it("a stream key reaches the relay and nothing else: no event, snapshot, journal, log or error", async () => {
  const said: unknown[] = [];
  const log = (...line: unknown[]): void => void said.push(line);
  const setup = fakeSetup({
    rtc: ({ world }) => fakeRtcSource({ world }),
    options: { logger: { debug: log, info: log, warn: log, error: log } },
  });
  const { hybrid, clock, world, relay, events } = setup;
  hybrid.on("channel:snapshot", (event) => said.push(event));
  const start = relay.startRelay;
  const keys: string[] = [];
  let calls = 0;
  relay.startRelay = async (spec: RelaySpec, call) => {
    keys.push(spec.ingest.streamKey.reveal());
    calls += 1;
    // A careless provider that throws whatever it has at hand.
    if (calls === 2) throw new Error(`cannot push to ${spec.ingest.url}/${spec.ingest.streamKey.reveal()}`);
    if (calls === 3) throw new HybridStreamError({ code: "destination-refused", message: "refused", cause: spec });
    return start(spec, call);
  };
  const errors: unknown[] = [];
  await hybrid.startChannel(order());
  await clock.advance(70_000);
  world.crashTask(world.runningTasks()[0]?.id ?? "");
  await clock.advance(120_000);
  world.stallTask(world.runningTasks()[0]?.id ?? "");
  await clock.advance(120_000);
  errors.push(await hybrid.getIngest("show").catch((error: unknown) => error));
  said.push(await hybrid.getChannel("show"), await hybrid.listChannels(), await hybrid.explain("show"));
  await hybrid.endChannel("show");
  await clock.advance(60_000);
  said.push(await hybrid.getChannel("show"), await hybrid.explain("show"));
  await hybrid.close();

  expect(calls).toBeGreaterThanOrEqual(4);
  const all = JSON.stringify([said, events, errors]);
  for (const key of keys) expect(all).not.toContain(key);
  for (const [, event] of events) for (const key of keys) expect(inspect(event, { depth: 20 })).not.toContain(key);
});

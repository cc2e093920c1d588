import { expect, it } from "vitest";
import { fakeSetup, order } from "../../test/fake-setup.js";

it.each([0, 0.3, 0.5, 0.99])(
  "at most six starts are asked for in any five minutes, also when each is refused (jitter %d)",
  async (random) => {
    const setup = fakeSetup({ options: { random: () => random } });
    setup.relay.faults.next("startRelay", { error: "vendor-unavailable", times: Number.POSITIVE_INFINITY });
    await setup.hybrid.startChannel(order());
    await setup.clock.advance(1_200_000);
    const starts = setup.relay.calls.entries.filter(({ operation }) => operation === "startRelay").map(({ at }) => at);
    expect(starts.length).toBeGreaterThan(6);
    // Of any seven in a row the last comes when the first has left the window.
    const spans = starts.slice(6).map((at, index) => at - (starts[index] ?? 0));
    for (const span of spans) expect(span).toBeGreaterThanOrEqual(300_000);
  },
);

it("after a minute of health two restarts come before a replacement, as at the beginning", async () => {
  const setup = fakeSetup();
  await setup.hybrid.startChannel(order());
  await setup.clock.advance(90_000);
  const started: string[] = [];
  setup.hybrid.on("relay:started", ({ relayGeneration, relayAttempt }) =>
    started.push(`${relayGeneration}.${relayAttempt}`),
  );
  for (let crashes = 1; crashes <= 3; crashes += 1) {
    setup.world.crashTask(setup.world.runningTasks()[0]?.id ?? "");
    expect(await setup.clock.runUntil(() => started.length === crashes)).toBe(true);
    await setup.clock.advance(1000);
  }
  expect(started).toEqual(["1.2", "1.3", "2.1"]);
});

it("one odd answer of the playlist stops no healthy relay, however slow its vendors are", async () => {
  const odd = { next: false, seen: 0 };
  const setup = fakeSetup();
  const probe = {
    probe: async (url: string) => {
      if (!odd.next) return setup.platform.probe(url);
      Object.assign(odd, { next: false, seen: odd.seen + 1 });
      return { state: "not-yet" as const, reason: "http-404", status: 404 };
    },
    close: () => {},
  };
  const hybrid = setup.boot({ probe });
  await hybrid.startChannel(order());
  await setup.clock.runUntil(async () => (await hybrid.getChannel("show"))?.phase === "live");
  await setup.clock.advance(60_000);
  setup.platform.faults.next("getStreamStatus", { delayMs: 20_000, times: 1000 });
  setup.relay.faults.next("getRelayStatus", { delayMs: 20_000, times: 1000 });
  await setup.clock.advance(47_000);
  for (let index = 0; index < 6; index += 1) {
    odd.next = true;
    await setup.clock.advance(31_000);
  }
  expect(odd.seen).toBe(6);
  expect(setup.relay.calls.count("stopRelay")).toBe(0);
});

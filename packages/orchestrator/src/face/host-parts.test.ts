import { fakeRelayProvider } from "@hybrid-stream/testkit";
import { expect, it } from "vitest";
import { fakeSetup, order } from "../../test/fake-setup.js";
import type { HybridStreamOptions } from "../options.js";

it("an option that is none is refused by its name", () => {
  const options = { realys: [] } as Partial<HybridStreamOptions>;
  expect(() => fakeSetup({ options })).toThrow(expect.objectContaining({ code: "invalid-options", field: "realys" }));
});

it("after a close every call rejects; none throws at its caller", async () => {
  const { hybrid } = fakeSetup();
  await hybrid.close();
  const calls = [() => hybrid.handleWebhook(new Request("https://host.invalid/fake-relay")), () => hybrid.start()];
  for (const call of calls) {
    const answers: Promise<unknown>[] = [];
    expect(() => answers.push(call())).not.toThrow();
    await expect(answers[0]).rejects.toMatchObject({ code: "closed" });
  }
});

it("a logger that rejects hurts nobody", async () => {
  const unhandled: unknown[] = [];
  const note = (reason: unknown) => unhandled.push(reason);
  process.on("unhandledRejection", note);
  let lines = 0;
  const log = async (): Promise<void> => {
    lines += 1;
    throw new Error("the disk is full");
  };
  const setup = fakeSetup({ options: { logger: { debug: log, info: log, warn: log, error: log } } });
  setup.hybrid.on("channel:phase", () => {
    throw new Error("a careless listener");
  });
  await setup.hybrid.startChannel(order());
  await setup.clock.advance(10_000);
  await new Promise((resolve) => setImmediate(resolve));
  process.off("unhandledRejection", note);
  expect(lines).toBeGreaterThan(0);
  expect(unhandled).toEqual([]);
  expect((await setup.hybrid.getChannel("show"))?.phase).toBe("live");
});

it("a foreign error that quotes the stream key is logged without it", async () => {
  const keys = new Set<string>();
  const lines: string[] = [];
  const log = (fields: object, message?: string): void => {
    const plain = (_: string, value: unknown) => (value instanceof Error ? { ...value, text: value.stack } : value);
    lines.push(`${JSON.stringify(fields, plain)} ${message}`);
  };
  const setup = fakeSetup({
    relay: ({ world }) => ({
      ...fakeRelayProvider({ world }),
      startRelay: async ({ ingest }) => {
        keys.add(ingest.streamKey.reveal());
        throw new Error(`cannot push to ${ingest.url}/${ingest.streamKey.reveal()}`);
      },
    }),
    // The longest pauses: in the time below the key is not rotated yet.
    options: { logger: { debug: log, info: log, warn: log, error: log }, random: () => 0.999 },
  });
  await setup.hybrid.startChannel(order());
  await setup.clock.advance(3000);
  expect([keys.size, lines.length > 0]).toEqual([1, true]);
  for (const key of keys) expect(lines.join("\n")).not.toContain(key);
});

import { createVirtualClock, settle } from "@hybrid-stream/testkit";
import { describe, expect, it } from "vitest";
import { fakeSetup, order } from "../../test/fake-setup.js";
import { withDeadline } from "./deadline.js";

function run(call: (signal: AbortSignal) => Promise<string>) {
  const clock = createVirtualClock();
  const parent = new AbortController();
  const request = { clock, milliseconds: 8000, parent: parent.signal, provider: "acme", operation: "startRelay" };
  const seen: unknown[] = [];
  withDeadline(request, call).then(
    (value) => seen.push(value),
    (thrown: unknown) => seen.push(thrown),
  );
  return { clock, parent, seen };
}

describe("a call with a deadline", () => {
  it("gives its answer and leaves no timer", async () => {
    const { clock, seen } = run(async () => "done");
    await settle();
    expect(seen).toEqual(["done"]);
    expect(clock.pendingTimers).toBe(0);
  });

  it("ends at the deadline although the callee ignores the signal", async () => {
    let aborted: unknown;
    const { clock, seen } = run((signal) => {
      signal.addEventListener("abort", () => {
        aborted = signal.reason;
      });
      return new Promise(() => {});
    });
    await clock.advance(7999);
    expect(seen).toEqual([]);
    await clock.advance(1);
    expect(seen).toMatchObject([{ code: "timeout", retry: "after-verify", provider: "acme", operation: "startRelay" }]);
    expect(aborted).toBe(seen[0]);
  });

  it("ends when its parent aborts, and never begins when that was before", async () => {
    const { clock, parent, seen } = run(() => new Promise(() => {}));
    parent.abort();
    await settle();
    expect(seen).toMatchObject([{ code: "aborted" }]);
    expect(clock.pendingTimers).toBe(0);
    let called = false;
    const request = { clock, milliseconds: 1, parent: AbortSignal.abort(), provider: "acme", operation: "stopRelay" };
    const late = withDeadline(request, async () => {
      called = true;
    });
    await expect(late).rejects.toMatchObject({ code: "aborted", operation: "stopRelay" });
    expect(called).toBe(false);
  });
});

describe("a provider that never answers and ignores its signal", () => {
  it.each(["getRelayStatus", "startRelay", "stopRelay"] as const)("does not hang the loop: %s", async (method) => {
    const setup = fakeSetup();
    const asked: number[] = [];
    setup.relay[method] = () => {
      asked.push(setup.clock.monotonic());
      return new Promise<never>(() => {});
    };
    await setup.hybrid.startChannel(order());
    await setup.clock.advance(60_000);
    await setup.hybrid.endChannel("show");
    await setup.clock.advance(120_000);
    expect(asked.length).toBeGreaterThan(1);
    let closed = false;
    const closing = setup.hybrid.close().then(() => {
      closed = true;
    });
    await setup.clock.advance(25_000);
    expect(closed).toBe(true);
    await closing;
    expect(setup.clock.pendingTimers).toBe(0);
  });
});

import { Secret } from "@hybrid-stream/spec";
import { createVirtualClock } from "@hybrid-stream/testkit";
import { describe, expect, it } from "vitest";
import { quotaGateOf } from "./quota-gate.js";

const signalOf = (): AbortSignal => new AbortController().signal;
let tokens = 0;
const newToken = (): Secret => {
  tokens += 1;
  return new Secret(`token-${tokens}`);
};

describe("the quota of a credential", () => {
  it("lets at most 1,200 through in any five minutes, however many ask", async () => {
    const clock = createVirtualClock();
    const gate = quotaGateOf({ token: newToken(), share: 1, clock });
    const passed: number[] = [];
    for (let count = 0; count < 4000; count += 1) {
      const priority = count % 2 === 0 ? "stop" : "observe";
      void gate.pass({ priority, signal: signalOf() }).then(() => passed.push(clock.monotonic()));
    }
    await clock.advance(900_000);
    const inFiveMinutes = passed.map((at, index) => passed.slice(0, index + 1).filter((other) => at - other < 300_000));
    expect(Math.max(...inFiveMinutes.map(({ length }) => length))).toBeLessThanOrEqual(1200);
    expect(passed.length).toBeGreaterThan(2200);
  });

  it("keeps 30 % for stops and fences: 360 go at once though observers have taken all that they get", async () => {
    const clock = createVirtualClock();
    const gate = quotaGateOf({ token: newToken(), share: 1, clock });
    const passed = { observe: 0, stop: 0 };
    const ask = (priority: "observe" | "stop", count: number): void => {
      for (let asked = 0; asked < count; asked += 1) {
        void gate.pass({ priority, signal: signalOf() }).then(() => {
          passed[priority] += 1;
        });
      }
    };
    ask("observe", 1000);
    await clock.advance(0);
    expect(passed).toEqual({ observe: 60, stop: 0 });
    ask("stop", 400);
    await clock.advance(0);
    expect(passed).toEqual({ observe: 60, stop: 360 });
  });

  it("is one for all who share the token and the clock, and another for another token", () => {
    const clock = createVirtualClock();
    const token = newToken();
    const gate = quotaGateOf({ token, share: 1, clock });
    expect(quotaGateOf({ token: new Secret(token.reveal()), share: 1, clock })).toBe(gate);
    expect(quotaGateOf({ token: newToken(), share: 1, clock })).not.toBe(gate);
  });

  it("sends nothing but stops and fences while Cloudflare blocks", async () => {
    const clock = createVirtualClock();
    const gate = quotaGateOf({ token: newToken(), share: 1, clock });
    gate.block(60_000);
    await expect(gate.pass({ priority: "start", signal: signalOf() })).rejects.toMatchObject({
      code: "rate-limited",
      retry: "safe",
      retryAfterMs: 60_000,
    });
    await expect(gate.pass({ priority: "fence", signal: signalOf() })).resolves.toBeUndefined();
    await clock.advance(60_000);
    await expect(gate.pass({ priority: "start", signal: signalOf() })).resolves.toBeUndefined();
  });
});

import type { ChannelStore } from "@hybrid-stream/spec";
import { createFakeWorld, createVirtualClock, fakeRelayProvider, fakeStreamingPlatform } from "@hybrid-stream/testkit";
import { expect, it } from "vitest";
import { order } from "../../test/fake-setup.js";
import { HybridStreamOrchestrator } from "../hybrid-stream-orchestrator.js";
import { memoryStore } from "../store/memory-store.js";

it("begins no effect that could outlive its lease, and goes on once it is renewed", async () => {
  const clock = createVirtualClock();
  const world = createFakeWorld({ clock });
  const inner = memoryStore({ clock });
  let renews = true;
  const store: ChannelStore = new Proxy(inner, {
    get(target, property) {
      const member: unknown = Reflect.get(target, property);
      if (typeof member !== "function") return member;
      // Everything else of the store works: only the lease runs down.
      if (property === "renewLease" && !renews) return () => Promise.reject(new Error("too slow"));
      return member.bind(target);
    },
  });
  const platform = fakeStreamingPlatform({ world });
  const hybrid = new HybridStreamOrchestrator({
    namespace: "test",
    relays: [fakeRelayProvider({ world })],
    platforms: [platform],
    store,
    clock,
    probe: { probe: (url) => platform.probe(url), close: () => {} },
  });
  await hybrid.start();
  renews = false;
  // The lease of 15 s has 7 s left, an effect may take 8.
  await clock.advance(8000);
  await hybrid.startChannel(order());
  await clock.advance(5000);
  expect(platform.calls.count("createLiveStream")).toBe(0);
  renews = true;
  await clock.advance(30_000);
  expect((await hybrid.getChannel("show"))?.phase).toBe("live");
  expect(platform.calls.count("createLiveStream")).toBe(1);
  await hybrid.close();
});

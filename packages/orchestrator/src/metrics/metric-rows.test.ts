import type { MetricRow } from "@hybrid-stream/spec";
import { fakeRtcSource } from "@hybrid-stream/testkit";
import { expect, it } from "vitest";
import { fakeSetup, order } from "../../test/fake-setup.js";
import { storeWith } from "../../test/store-with.js";
import { memoryStore } from "../store/memory-store.js";

it("stores one row a minute for each channel, all in one call", async () => {
  const calls: number[] = [];
  const stored: MetricRow[] = [];
  const setup = fakeSetup({
    rtc: ({ world }) => {
      const rtc = fakeRtcSource({ world });
      rtc.audience.set("a", 3).set("b", null);
      return rtc;
    },
    store: ({ clock }) => {
      const inner = memoryStore({ clock });
      return storeWith(inner, {
        appendMetrics: async (rows) => {
          calls.push(rows.length);
          stored.push(...rows);
        },
      });
    },
  });
  for (const channelId of ["a", "b"]) await setup.hybrid.startChannel(order(channelId));
  for (const channelId of ["a", "b"]) await setup.until("live", channelId);
  for (const stream of setup.world.streams.values()) stream.viewers = 200;
  await setup.clock.advance(120_000);
  calls.length = 0;
  stored.length = 0;
  await setup.clock.advance(300_000);
  expect(calls).toEqual([2, 2, 2, 2, 2]);
  const rows = (channelId: string) => stored.filter((row) => row.channelId === channelId);
  const bitrateKbps = (await setup.hybrid.getMetrics("a")).bitrateKbps ?? 0;
  const full = { session: 1, spanSeconds: 60, hlsViewers: 200, hlsViewerSeconds: 12_000, bitrateKbps };
  const bytes = (200 * bitrateKbps * 60_000) / 8;
  expect(rows("a")).toMatchObject(Array(5).fill({ ...full, agoraViewers: 3, agoraViewerSeconds: 180, bytes }));
  expect(rows("b")).toMatchObject(Array(5).fill({ ...full, agoraViewers: null, agoraViewerSeconds: null, bytes }));
  await setup.hybrid.close();
});

import { expect, it } from "vitest";
import { spec, virtualPlatform } from "../../test/virtual-platform.js";
import { cloudflareStream } from "../index.js";

const newestFirst = ["2026-01-01T10:00:00Z", "2026-01-01T09:00:00Z"];

it.each([
  ["first", newestFirst],
  ["last", [...newestFirst].reverse()],
])("takes the broadcast that began last for the running one where it is listed %s", async (_, times) => {
  const { platform, simulator, call, live } = virtualPlatform();
  const { handle, inputId } = await live();
  const result = times.map((created) => ({
    uid: created === newestFirst[0] ? "running" : "not-marked-as-over-yet",
    created,
    liveInput: inputId,
    status: { state: "live-inprogress" },
  }));
  simulator.faults.add({ kind: "status", status: 200, body: { success: true, result } }, { operation: "listVideos" });
  const [status] = await platform.getStreamStatuses([handle], call());
  expect(status?.broadcastId).toBe("running");
});

it("is read anew after a creation whose answer was lost, though no key would help", async () => {
  const { simulator, call, clock } = virtualPlatform();
  const platform = cloudflareStream({
    ...simulator.credentials,
    clock,
    fetch: (input, init) => {
      const headers = new Headers(init?.headers);
      headers.delete("idempotency-key");
      return simulator.fetch(input, { ...init, headers });
    },
  });
  const create = () => platform.createLiveStream(spec, call());
  simulator.faults.add({ kind: "lost-answer" }, { operation: "createLiveInput" });
  await expect(create()).rejects.toMatchObject({ retry: "after-verify" });
  await create();
  expect(simulator.inputs()).toHaveLength(1);
  await platform.close();
});

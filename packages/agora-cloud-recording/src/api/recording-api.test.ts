import { createAgoraClient } from "@hybrid-stream/agora";
import { Secret } from "@hybrid-stream/spec";
import { createVirtualClock } from "@hybrid-stream/testkit";
import { expect, it } from "vitest";
import { RecordingApi } from "./recording-api.js";

it("keeps the keys of as many tasks as an account may run out of a later error", async () => {
  const secrets = Array.from({ length: 200 * 4 }, () => crypto.randomUUID());
  const client = createAgoraClient({
    id: "agora-test",
    appId: "0".repeat(32),
    customerId: "customer",
    customerSecret: "customer-secret",
    clock: createVirtualClock(),
    fetch: async () => Response.json({ code: 2, reason: `bad key ${secrets[0]}` }, { status: 400 }),
  });
  const api = new RecordingApi(client, []);
  for (const secret of secrets) api.keepOut([new Secret(secret)]);
  const task = { mode: "web", cname: "c", uid: "1", resourceId: "r", sid: "s" } as const;
  const call = { signal: new AbortController().signal, operation: "getRelayStatus", priority: "observe" } as const;
  const answer = await api.query(task, call);
  expect(answer).toMatchObject({
    ok: false,
    status: 400,
    error: { message: expect.stringContaining("bad key [redacted]") },
  });
  await client.close();
});

import { createVirtualClock, effectContext } from "@hybrid-stream/testkit";
import { describe, expect, it } from "vitest";
import { browserSourceSchema } from "../browser-source/options.js";
import { createPageTickets } from "../page/page-tickets.js";
import { agora } from "./agora.js";
import { isReservedUid, randomReservedUid, randomViewerUid, reservedUids } from "./reserved-uids.js";

const times = 2000;
const many = (make: () => number): number[] => Array.from({ length: times }, make);
const tickets = createPageTickets({ secret: "a secret of at least thirty-two characters" });
const source = { kind: "agora", channel: "show" } as const;
const credentials = {
  appId: "970CA35de60c44645bbae8a215061b33",
  appCertificate: "5CFd2fd1755d40ecb72977518be15d3b",
  customerId: "customer",
  customerSecret: "secret",
};

describe("reservedUids", () => {
  it("are drawn for pages and browsers, and never for a viewer", async () => {
    const pages = await Promise.all(
      many(() => 0).map(async () => {
        const ticket = tickets.issue({ channel: "show", runId: "run-1", expiresInSeconds: 60 });
        return (await tickets.verify(ticket)).uid;
      }),
    );
    expect([...pages, ...many(randomReservedUid)].filter((uid) => !isReservedUid(uid))).toEqual([]);
    // Agora would throw out the first of two that carry the same one.
    expect(new Set(pages).size).toBeGreaterThan(times * 0.999);
    const viewers = many(randomViewerUid);
    expect(viewers.filter((uid) => isReservedUid(uid) || uid < 1 || uid > 4_294_967_295)).toEqual([]);
  });

  it.each([0, 1, reservedUids.first - 1, reservedUids.last + 1, 4_200_000_000, 4_294_967_295])(
    "are the only ones that a page or a browser may be given: %s is refused",
    (uid) => {
      const ticket = () => tickets.issue({ channel: "show", runId: "run-1", uid, expiresInSeconds: 60 });
      expect(ticket).toThrow(expect.objectContaining({ code: "invalid-options", field: "uid" }));
      const read = browserSourceSchema.safeParse({ uid });
      expect(read.success ? [] : read.error.issues.map(({ path }) => path)).toEqual([["uid"]]);
    },
  );

  it.each([reservedUids.first, reservedUids.last])("hold their own ends: %s", async (uid) => {
    const ticket = tickets.issue({ channel: "show", runId: "run-1", uid, expiresInSeconds: 60 });
    expect((await tickets.verify(ticket)).uid).toBe(uid);
    expect(browserSourceSchema.safeParse({ uid }).success).toBe(true);
  });

  it("are not counted as audience, and not taken for hosts, wherever in the range", async () => {
    const ours = [reservedUids.first, reservedUids.last, ...many(randomReservedUid).slice(0, 50)];
    const people = [1, reservedUids.first - 1, reservedUids.last + 1, 4_294_967_295];
    const data = {
      channel_exist: true,
      mode: 2,
      broadcasters: [7, ...ours.slice(0, 3)],
      audience: [...people, ...ours],
      audience_total: people.length + ours.length,
    };
    const fetch = async (): Promise<Response> => Response.json({ success: true, data });
    const rtc = agora({ ...credentials, fetch, clock: createVirtualClock() });
    expect(await rtc.observeSource(source, effectContext())).toMatchObject({
      publisher: "present",
      hosts: [{ uid: 7 }],
      audience: { value: people.length },
    });
    await rtc.close();
  });
});

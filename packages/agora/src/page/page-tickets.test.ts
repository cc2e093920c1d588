import { Secret } from "@hybrid-stream/spec";
import { createVirtualClock } from "@hybrid-stream/testkit";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { createPageTickets } from "./page-tickets.js";
import { pageUrl } from "./page-url.js";

const secret = "a secret that is long enough for a key";
const request = { channel: "show-42", uid: 2_000_000_001, runId: "run-1", expiresInSeconds: 60 };
const refusal = { code: "forbidden", message: "The page ticket is not valid. Issue a new one for the run." };

describe("page tickets", () => {
  it("admit what they were issued for", async () => {
    const clock = createVirtualClock();
    const tickets = createPageTickets({ secret: new Secret(secret), clock });
    const claims = await tickets.verify(tickets.issue(request));
    const expiresAt = new Date(clock.now().getTime() + 60_000);
    expect(claims).toEqual({ channel: "show-42", uid: 2_000_000_001, runId: "run-1", expiresAt });
  });

  it("hold on another machine with the same secret, and with no other", async () => {
    const ticket = createPageTickets({ secret }).issue(request);
    await expect(createPageTickets({ secret }).verify(ticket)).resolves.toMatchObject({ runId: "run-1" });
    await expect(createPageTickets({ secret: `${secret}!` }).verify(ticket)).rejects.toMatchObject(refusal);
  });

  it("end to the second", async () => {
    const clock = createVirtualClock();
    const tickets = createPageTickets({ secret, clock });
    const ticket = tickets.issue(request);
    await clock.advance(59_999);
    await tickets.verify(ticket);
    await clock.advance(1);
    await expect(tickets.verify(ticket)).rejects.toMatchObject(refusal);
  });

  it("are all dead once their run is revoked: used before, issued later", async () => {
    const tickets = createPageTickets({ secret });
    const [used, unused] = [tickets.issue(request), tickets.issue({ ...request, uid: 2_000_000_007 })];
    await tickets.verify(used);
    tickets.revoke("run-1");
    for (const ticket of [used, unused, tickets.issue(request)]) {
      await expect(tickets.verify(ticket)).rejects.toMatchObject(refusal);
    }
    await expect(tickets.verify(tickets.issue({ ...request, runId: "run-2" }))).resolves.toBeDefined();
  });

  it("remember a revoked run as long as a ticket of it could live, and no longer", async () => {
    const clock = createVirtualClock();
    const tickets = createPageTickets({ secret, clock });
    const longest = tickets.issue({ ...request, expiresInSeconds: 30 * 86_400 });
    tickets.revoke("run-1");
    await clock.advance(30 * 86_400_000 - 1);
    tickets.revoke("run-2");
    await expect(tickets.verify(longest)).rejects.toMatchObject(refusal);
    await clock.advance(1);
    tickets.revoke("run-3");
    await expect(tickets.verify(longest)).rejects.toMatchObject(refusal);
    await expect(tickets.verify(tickets.issue(request))).resolves.toBeDefined();
  });

  it("ask the host, so that machines share what is revoked", async () => {
    const tickets = createPageTickets({ secret, isRevoked: async (runId) => runId === "run-1" });
    await expect(tickets.verify(tickets.issue(request))).rejects.toMatchObject(refusal);
    await expect(tickets.verify(tickets.issue({ ...request, runId: "run-2" }))).resolves.toBeDefined();
  });

  it("are refused in one voice when anything about them was changed", async () => {
    const tickets = createPageTickets({ secret });
    const ticket = tickets.issue(request);
    const changed = fc
      .tuple(fc.nat(ticket.length - 1), fc.string({ minLength: 1, maxLength: 1 }))
      .map(([at, character]) => {
        return ticket.slice(0, at) + character + ticket.slice(at + 1);
      });
    const any = fc.oneof(changed, fc.string(), fc.base64String(), fc.constant(`${ticket}.`), fc.constant(`${ticket}=`));
    await fc.assert(
      fc.asyncProperty(any, async (forged) => {
        fc.pre(forged !== ticket);
        await expect(tickets.verify(forged)).rejects.toMatchObject(refusal);
      }),
      { numRuns: 2_000 },
    );
  });

  it.each([
    ["channel", { channel: "" }],
    ["channel", { channel: "é".repeat(33) }],
    ["uid", { uid: 7 }],
    ["uid", { uid: 4_200_000_001 }],
    ["runId", { runId: "" }],
    ["expiresInSeconds", { expiresInSeconds: 30 * 86_400 + 1 }],
  ])("are not issued with a wrong %s", (field, change) => {
    const issue = () => createPageTickets({ secret }).issue({ ...request, ...change });
    expect(issue).toThrow(expect.objectContaining({ code: "invalid-options", field }));
  });

  it("want a secret that cannot be guessed, and do not repeat it", () => {
    const make = () => createPageTickets({ secret: "too-short-to-be-one" });
    expect(make).toThrow(expect.objectContaining({ code: "invalid-options", field: "secret" }));
    expect(make).not.toThrow(/too-short/);
  });
});

describe("pageUrl", () => {
  it("puts the ticket into the address, below a folder", () => {
    expect(pageUrl({ baseUrl: "https://shop.example/live", ticket: "a.b" })).toBe(
      "https://shop.example/live/?ticket=a.b",
    );
    expect(pageUrl({ baseUrl: "http://127.0.0.1:8080/", ticket: "a.b" })).toBe("http://127.0.0.1:8080/?ticket=a.b");
  });

  it.each(["shop.example", "javascript:alert(1)", ""])("refuses %j", (baseUrl) => {
    const field = "baseUrl";
    expect(() => pageUrl({ baseUrl, ticket: "a.b" })).toThrow(
      expect.objectContaining({ code: "invalid-options", field }),
    );
  });
});

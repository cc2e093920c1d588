import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createVirtualClock } from "@hybrid-stream/testkit";
import fc from "fast-check";
import { afterEach, describe, expect, it } from "vitest";
import { createPageHandler } from "./page-handler.js";
import type { PageHandlerOptions } from "./page-options.js";
import { createPageTickets } from "./page-tickets.js";

const folders: string[] = [];
afterEach(async () => {
  for (const folder of folders.splice(0)) await rm(folder, { recursive: true });
});

const base = "https://shop.example/live/page/";

function setUp(change: Partial<PageHandlerOptions> = {}) {
  const clock = createVirtualClock();
  const tickets = createPageTickets({ secret: "a secret that is long enough for a key", clock });
  const logged: unknown[] = [];
  const log = (fields: object, message?: string): void => {
    logged.push(fields, message);
  };
  const handle = createPageHandler({
    appId: "0123456789abcdef0123456789abcdef",
    tickets,
    buildToken: ({ channel, uid, expiresInSeconds }) => `token ${channel} ${uid} ${expiresInSeconds}`,
    sdk: { url: "https://sdk.example/AgoraRTC.js?v=4" },
    logger: { debug: log, info: log, warn: log, error: log },
    clock,
    ...change,
  });
  const ticket = tickets.issue({ channel: "show-42", uid: 2_000_000_042, runId: "run-1", expiresInSeconds: 3_600 });
  const get = (path: string, method = "GET") => handle(new Request(`${base}${path}`, { method }));
  const post = (body: string) => handle(new Request(`${base}token`, { method: "POST", body }));
  const ask = (given: unknown) => post(JSON.stringify({ ticket: given }));
  return { clock, tickets, ticket, logged, get, post, ask, handle };
}

describe("the page's handler", () => {
  it("serves the page to who has a ticket, and its parts, under any path", async () => {
    const { get, ticket } = setUp();
    const page = await get(`?ticket=${ticket}`);
    expect(page.status).toBe(200);
    const html = await page.text();
    expect(html).toContain('data-sdk="https://sdk.example/AgoraRTC.js?v=4"');
    expect(html).not.toContain(ticket);
    const parts = [...html.matchAll(/(?:src|href)="\.\/([^"]+)"/g)].map((match) => match[1] ?? "");
    expect(parts).toContain("page.js");
    const imported = ["session.js", "stage.js", "capture.js", "picture.js", "uploader.js"];
    for (const part of [...parts, ...imported]) expect((await get(part)).status, part).toBe(200);
  });

  it("lets nothing be stored, and scripts come from here and the SDK's address alone", async () => {
    const { get, ask, ticket } = setUp();
    for (const answer of [await get(`?ticket=${ticket}`), await get("page.js"), await get(""), await ask(ticket)]) {
      expect(answer.headers.get("cache-control")).toBe("no-store");
      expect(answer.headers.get("referrer-policy")).toBe("no-referrer");
      const policy = answer.headers.get("content-security-policy") ?? "";
      expect(policy).toContain("default-src 'none'");
      expect(policy).toContain("script-src 'self' 'wasm-unsafe-eval' https://sdk.example/AgoraRTC.js;");
      expect(policy).not.toMatch(/'unsafe-(inline|eval)'/);
    }
  });

  it("gives a token for the ticket's channel and uid, again and again until the ticket ends", async () => {
    const { ask, ticket, clock } = setUp();
    const first = await ask(ticket);
    expect(first.headers.get("content-type")).toBe("application/json");
    expect(await first.json()).toEqual({
      appId: "0123456789abcdef0123456789abcdef",
      channel: "show-42",
      uid: 2_000_000_042,
      token: "token show-42 2000000042 600",
      expiresAt: new Date(clock.now().getTime() + 600_000).toISOString(),
      expiresInSeconds: 600,
    });
    await clock.advance(3_500_000);
    expect(await (await ask(ticket)).json()).toMatchObject({ expiresInSeconds: 100 });
    await clock.advance(100_000);
    expect((await ask(ticket)).status).toBe(403);
  });

  it("refuses forged, expired and revoked tickets alike, on the page and for tokens", async () => {
    const { ask, get, ticket, tickets, clock } = setUp();
    const short = tickets.issue({ channel: "show-42", uid: 2_000_000_042, runId: "run-2", expiresInSeconds: 1 });
    const foreign = createPageTickets({ secret: "another secret that is long enough too" });
    const forged = foreign.issue({ channel: "show-42", uid: 2_000_000_042, runId: "run-1", expiresInSeconds: 60 });
    expect((await ask(ticket)).status).toBe(200);
    await clock.advance(1_000);
    tickets.revoke("run-1");
    const answers = new Set<string>();
    for (const refused of [ticket, short, forged, "", "."]) {
      for (const answer of [await ask(refused), await get(`?ticket=${encodeURIComponent(refused)}`)]) {
        answers.add(`${answer.status} ${await answer.text()} ${JSON.stringify([...answer.headers])}`);
      }
    }
    answers.add(
      await get("").then(
        async (answer) => `${answer.status} ${await answer.text()} ${JSON.stringify([...answer.headers])}`,
      ),
    );
    expect(answers.size).toBe(1);
    expect([...answers][0]).toMatch(/^403 Forbidden/);
  });

  it("answers any body and any path with a status of its own and never fails", async () => {
    const { handle, logged } = setUp();
    const body = fc.oneof(fc.string(), fc.json(), fc.string({ minLength: 4_000, maxLength: 9_000 }));
    await fc.assert(
      fc.asyncProperty(
        fc.webPath(),
        fc.constantFrom("GET", "HEAD", "POST", "PUT", "DELETE"),
        body,
        async (path, method, text) => {
          const withBody = method === "GET" || method === "HEAD" ? {} : { body: text };
          const paths = [`https://shop.example${path}`, `https://shop.example${path}/token`];
          for (const url of paths) {
            const { status } = await handle(new Request(url, { method, ...withBody }));
            expect([403, 404, 405]).toContain(status);
          }
        },
      ),
      { numRuns: 300 },
    );
    expect(logged).toEqual([]);
  });

  it.each(["package.json", "%2e%2e/package.json", "..%2fpackage.json", "index.html", "constructor", "agora-sdk.js"])(
    "has no %s",
    async (path) => {
      expect((await setUp().get(path)).status).toBe(404);
    },
  );

  it("serves an SDK file and a channel adapter of the host's own", async () => {
    const folder = await mkdtemp(join(tmpdir(), "page-handler-"));
    folders.push(folder);
    const file = join(folder, "own.js");
    await writeFile(file, "window.own = 1;");
    const sdk = setUp({ sdk: { file } });
    expect(await (await sdk.get("agora-sdk.js")).text()).toBe("window.own = 1;");
    expect(await (await sdk.get(`?ticket=${sdk.ticket}`)).text()).toContain('data-sdk="./agora-sdk.js"');
    const adapter = setUp({ channelAdapter: { file, connectTo: ["http://127.0.0.1:9"] } });
    const answer = await adapter.get("channel.js");
    expect(await answer.text()).toBe("window.own = 1;");
    expect(answer.headers.get("content-security-policy")).toContain("connect-src 'self' http://127.0.0.1:9;");
  });

  it("escapes what the host writes into the page", async () => {
    const { get, ticket } = setUp({ waitingText: '<script>"&' });
    expect(await (await get(`?ticket=${ticket}`)).text()).toContain('<p id="waiting">&lt;script&gt;&quot;&amp;</p>');
  });

  it("hides what a host's function throws, and logs neither ticket nor token", async () => {
    const { ask, ticket, logged } = setUp({
      buildToken: () => {
        throw new Error("certificate-in-message");
      },
    });
    const answer = await ask(ticket);
    expect([answer.status, await answer.text()]).toEqual([500, "Internal error"]);
    const text = JSON.stringify(logged);
    expect(text).toContain("internal");
    expect(text).not.toContain("certificate-in-message");
    expect(text).not.toContain(ticket.split(".")[1]);
  });

  it("signs tokens itself when it has the certificate", async () => {
    const { buildToken: _, ...options } = { buildToken: undefined, appCertificate: "5cfd2fd1755d40ecb72977518be15d3b" };
    const clock = createVirtualClock();
    const tickets = createPageTickets({ secret: "a secret that is long enough for a key", clock });
    const sdk = { url: "https://sdk.example/AgoraRTC.js" };
    const handle = createPageHandler({ ...options, appId: "0".repeat(32), tickets, sdk, clock });
    const ticket = tickets.issue({ channel: "show-42", uid: 2_000_000_042, runId: "run-1", expiresInSeconds: 60 });
    const answer = await handle(new Request(`${base}token`, { method: "POST", body: JSON.stringify({ ticket }) }));
    expect(await answer.json()).toMatchObject({ token: expect.stringMatching(/^007/), uid: 2_000_000_042 });
  });

  it.each([
    ["sdk.url", { sdk: { url: "javascript:alert(1)" } }],
    ["sdk.url", { sdk: { url: "https://sdk.example/a.js; script-src *" } }],
    ["tokenSeconds", { tokenSeconds: 59 }],
    ["channelAdapter.connectTo[0]", { channelAdapter: { file: "x", connectTo: ["http://a.example; script-src *"] } }],
  ])("refuses a wrong %s", (field, change) => {
    expect(() => setUp(change)).toThrow(expect.objectContaining({ code: "invalid-options", field }));
  });
});

import { createPageHandler, createPageTickets, pageUrl } from "@hybrid-stream/agora/page";
import { waitUntil } from "@hybrid-stream/testkit";
import { type Browser, chromium, type Page } from "playwright-core";
import { afterEach, describe, expect, it } from "vitest";
import { type CaptureServer, startCaptureServer } from "../../src/browser-source/capture-server.js";
import { fakeCamera, reason, skipped } from "./support/chromium.js";
import { type LoopbackControl, startLoopbackControl } from "./support/loopback-control.js";
import { requireChromium } from "./support/open-source.js";

let control: LoopbackControl | null = null;
let server: CaptureServer | null = null;
let browser: Browser | null = null;
afterEach(async () => {
  await browser?.close();
  await server?.close();
  await control?.close();
});

async function openPage(
  ticketFor: (tickets: ReturnType<typeof createPageTickets>) => string,
  prepare: (page: Page) => Promise<void> = async () => {},
) {
  const executablePath = requireChromium();
  const channel = await startLoopbackControl();
  control = channel;
  const tickets = createPageTickets({ secret: "a secret that is long enough for a key" });
  const handlePageRequest = createPageHandler({
    appId: "0123456789abcdef0123456789abcdef",
    tickets,
    buildToken: () => "token",
    channelAdapter: channel.adapter,
  });
  // Any server would do; this one is at hand.
  server = await startCaptureServer({
    handlePageRequest,
    onMedia: async () => {},
    onFacts: () => {},
    maxPieceBytes: 1,
  });
  browser = await chromium.launch({
    executablePath,
    args: [...fakeCamera, "--autoplay-policy=no-user-gesture-required", "--disable-gpu"],
  });
  const page = await browser.newPage();
  const errors: string[] = [];
  page.on("pageerror", (error) => errors.push(error.message));
  await page.addInitScript("window.ready = 0; navigator.notifyReady = () => { window.ready++; };");
  await prepare(page);
  const answer = await page.goto(pageUrl({ baseUrl: server.baseUrl, ticket: ticketFor(tickets) }));
  return { page, tickets, channel, errors, status: answer?.status() };
}

/** Looked at from outside: the page's security policy lets nothing be evaluated inside. */
const until = (page: Page, expression: string): Promise<void> =>
  waitUntil(() => page.evaluate(expression).then(Boolean), { what: expression, timeoutMs: 60_000, intervalMs: 50 });

const runOne = (tickets: ReturnType<typeof createPageTickets>): string =>
  tickets.issue({ channel: "show-42", uid: 2_000_000_042, runId: "run-1", expiresInSeconds: 600 });

describe.skipIf(skipped)(`the page in Chromium${reason}`, { timeout: 240_000 }, () => {
  it("shows who is there, calls notifyReady at the first picture, and leaves when its run is revoked", async () => {
    const { page, tickets, channel, errors } = await openPage(runOne);
    const waiting = `!document.getElementById("waiting").hidden`;
    const playing = `[...document.querySelectorAll("video")].filter((v) => v.videoWidth > 0 && v.currentTime > 0).length`;
    const columns = `getComputedStyle(document.getElementById("stage")).gridTemplateColumns.split(" ").length`;
    await until(page, `document.body.dataset.session === "joined"`);
    expect(await page.evaluate(`[${waiting}, window.ready]`)).toEqual([true, 0]);

    await channel.command({ name: "publish", host: "1", width: 320, height: 180 });
    await until(page, `window.ready === 1 && ${playing} === 1`);
    expect(await page.evaluate(`[${waiting}, ${columns}]`)).toEqual([false, 1]);
    const full = `(({ width, height }) => [width, height])(document.querySelector("video").getBoundingClientRect())`;
    expect(await page.evaluate(full)).toEqual(await page.evaluate("[innerWidth, innerHeight]"));
    expect(await page.evaluate(`[document.querySelector("video").muted]`)).toEqual([false]);

    await channel.command({ name: "publish", host: "2", width: 320, height: 180 });
    await until(page, `${playing} === 2 && ${columns} === 2`);
    await channel.command({ name: "unpublish", host: "1" });
    await channel.command({ name: "unpublish", host: "2" });
    await until(page, waiting);
    expect(await page.evaluate(`[window.ready, document.querySelectorAll("video").length]`)).toEqual([1, 0]);

    await channel.command({ name: "publish", host: "1", width: 320, height: 180 });
    await until(page, `${playing} === 1`);
    tickets.revoke("run-1");
    await channel.command({ name: "expire" });
    await until(page, `document.body.dataset.session === "refused" && ${waiting}`);
    await channel.until("it to leave the channel", (facts) => facts.some(({ left }) => left));
    expect(errors).toEqual([]);
  });

  it("is ready 15 s after it has joined though there is no picture, so that the recorder does not end it", async () => {
    const { page } = await openPage(runOne, (opened) => opened.clock.install());
    await until(page, `document.body.dataset.session === "joined"`);
    expect(await page.evaluate("window.ready")).toBe(0);
    await page.clock.runFor(15_000);
    await until(page, "window.ready === 1");
  });

  it("is not shown without a ticket that holds", async () => {
    const { page, status } = await openPage((tickets) => {
      const ticket = runOne(tickets);
      tickets.revoke("run-1");
      return ticket;
    });
    expect(status).toBe(403);
    expect(await page.textContent("body")).toBe("Forbidden");
  });
});

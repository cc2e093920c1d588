import { waitUntil } from "@hybrid-stream/testkit";
import type { Browser, Page } from "playwright-core";
import { afterEach, describe, expect, it } from "vitest";
import { chromiumFor, launchChromium } from "../support/chromium.js";
import { type Program, startDemo } from "./support/program.js";

const chromium = chromiumFor("the demo's page");

/** How long the screen may stand still. Seconds. */
const patienceSeconds = 10;

let demo: Program | null = null;
let browser: Browser | null = null;
afterEach(async () => {
  await browser?.close();
  await demo?.dispose();
});

/** What the page's own script and hls.js tell, and the longest time without a new picture since `watchPicture`. */
interface Told {
  readonly currentTime: number;
  readonly fatalErrors: readonly unknown[];
  readonly phases: readonly string[];
  readonly restarts: number;
  /** When the segment on the screen was made. Milliseconds. */
  readonly playingDate: number;
  readonly longestStillMs: number;
}

// Both run in the page, where the types of this project's programs do not hold: hence the script's text.
const watchPicture = `(() => {
  const video = document.querySelector("video");
  const watch = { phases: [], longestStillMs: 0 };
  let [time, since] = [video.currentTime, performance.now()];
  setInterval(() => {
    const phase = document.getElementById("phase").dataset.phase;
    if (watch.phases.at(-1) !== phase) watch.phases.push(phase);
    watch.longestStillMs = Math.max(watch.longestStillMs, performance.now() - since);
    if (video.currentTime !== time) [time, since] = [video.currentTime, performance.now()];
  }, 50);
  window.watch = watch;
})()`;
const readPage = `({
  currentTime: document.querySelector("video").currentTime,
  fatalErrors: demoPage.player.fatalErrors,
  phases: watch.phases,
  restarts: demoPage.state?.snapshot?.relayRestarts ?? 0,
  playingDate: Date.now() - (demoPage.player.latencySeconds ?? Infinity) * 1000,
  longestStillMs: watch.longestStillMs,
})`;

const told = (page: Page): Promise<Told> => page.evaluate(readPage);
/** Looked at from outside: the page's security policy lets nothing be evaluated inside. */
const until = (page: Page, expression: string): Promise<void> =>
  waitUntil(() => page.evaluate(expression).then(Boolean), { what: expression, timeoutMs: 60_000, intervalMs: 100 });

async function openPage(path: string, url: string, requests: string[]): Promise<Page> {
  browser = await launchChromium(path);
  const page = await browser.newPage();
  page.on("request", (request) => requests.push(request.url()));
  page.on("pageerror", (error) => requests.push(`error: ${error.message}`));
  await page.goto(url);
  return page;
}

describe.skipIf(chromium.skipped)(`the demo's page in Chromium${chromium.reason}`, () => {
  it("plays, goes on after the relay was killed, and tells the end", { timeout: 180_000 }, async () => {
    demo = startDemo();
    const [url] = await demo.said(/http:\/\/127\.0\.0\.1:\d+\/(?=\s)/);
    const requests: string[] = [];
    const page = await openPage(chromium.path(), url, requests);
    expect(await page.textContent("#message")).toContain("Not started yet");

    await until(page, `document.querySelector("video").currentTime > 0.5`);
    await page.evaluate(watchPicture);
    await until(page, `document.querySelector("video").currentTime > 15`);
    const played = await told(page);
    expect(played.fatalErrors).toEqual([]);
    // On a busy machine the relay falls behind now and then: then it says so, while viewers get their segments.
    expect(played.phases.filter((phase) => phase !== "live" && phase !== "degraded")).toEqual([]);
    expect(played.phases).not.toEqual([]);

    await page.click("#kill");
    const killedAt = Date.now();
    await until(page, `(${readPage}).playingDate > ${killedAt}`);
    const afterKill = await told(page);
    expect(afterKill.restarts).toBeGreaterThanOrEqual(1);
    expect(afterKill.longestStillMs).toBeLessThan(patienceSeconds * 1000);
    expect(afterKill.fatalErrors).toEqual([]);
    expect(await page.textContent("#story")).toMatch(/The relay ffmpeg is gone: \S+/);

    await page.click("#end");
    await until(page, `document.getElementById("message").textContent.includes("has ended")`);
    expect(await demo.exited).toBe(0);
    expect(requests.filter((address) => !/^(http:\/\/127\.0\.0\.1:\d+\/|data:|blob:)/.test(address))).toEqual([]);
  });
});

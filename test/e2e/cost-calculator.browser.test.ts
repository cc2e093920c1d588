import { execFile } from "node:child_process";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { promisify } from "node:util";
import {
  breakEven,
  estimate,
  formatUsd,
  isPresetName,
  type PresetName,
  type PriceBook,
  presetNames,
  type Resolution,
} from "@hybrid-stream/cost-model";
import { list202611, list202611NoAllowances, seedBook } from "@hybrid-stream/cost-model/books";
import { waitUntil } from "@hybrid-stream/testkit";
import type { Browser, Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { buildCalculator } from "../../examples/cost-calculator/src/build.js";
import { chromiumFor, launchChromium } from "../support/chromium.js";

const { path, skipped, reason } = chromiumFor("the cost calculator");

interface Show {
  readonly viewers: number;
  readonly hours: number;
  readonly resolution: Resolution;
}

interface Row {
  readonly preset: string;
  readonly total: string | null;
  readonly fixed: string | null;
  readonly next: string | null;
  readonly cheapest: boolean;
}

// It runs in the page, where the types of this project's programs do not hold: hence the script's text.
const readRows = `[...document.querySelectorAll("#rows tr")].map((row) => {
  const [total = null, , fixed = null, next = null] = row.classList.contains("missing")
    ? []
    : [...row.querySelectorAll("td")].map((cell) => cell.textContent);
  return { preset: row.dataset.preset, total, fixed, next, cheapest: row.classList.contains("cheapest") };
})`;
const readLines = `[...document.querySelectorAll("#chart g[data-preset]")].map((group) => group.dataset.preset)`;

function plain(text: string | null): string | null {
  return text?.replaceAll(/[$,]/g, "").replace("−", "-") ?? null;
}

/** The presets that a book has prices for, the cheapest first, as the model reckons them. */
function expectedRows(book: PriceBook, show: Show): readonly (Omit<Row, "cheapest"> & { readonly exact: bigint })[] {
  const rows = presetNames.flatMap((preset) => {
    try {
      const { total, fixed, marginalViewer } = estimate(book, { ...show, architecture: preset });
      const texts = { total: formatUsd(total), fixed: formatUsd(fixed), next: formatUsd(marginalViewer) };
      return [{ preset, ...texts, exact: total }];
    } catch {
      return [];
    }
  });
  return rows.toSorted((a, b) => Number(a.exact - b.exact));
}

let folder = "";
let file = "";
let browser: Browser;
let page: Page;
let complaints: string[] = [];
let requests: string[] = [];

async function setNumber(id: string, value: number): Promise<void> {
  await page.fill(`#${id}`, String(value));
}

async function chartDone(): Promise<void> {
  await waitUntil(async () => (await page.getAttribute("#chart", "data-state")) === "done", {
    what: "the chart with its crossings",
    timeoutMs: 60_000,
    intervalMs: 50,
  });
}

async function expectFigures(book: PriceBook, show: Show): Promise<void> {
  const rows: Row[] = await page.evaluate(readRows);
  expect(rows.map(({ preset }) => preset).toSorted()).toEqual([...presetNames].toSorted());
  const priced = rows.filter(({ total }) => total !== null);
  const expected = expectedRows(book, show);
  expect(expected.length).toBeGreaterThan(2);
  const shown = priced.map(({ preset, total, fixed, next }) => ({
    preset,
    total: plain(total),
    fixed: plain(fixed),
    next: plain(next),
  }));
  expect(shown).toEqual(expected.map(({ exact: _exact, ...texts }) => texts));
  expect(rows.slice(0, priced.length)).toEqual(priced);
  expect(rows.filter(({ cheapest }) => cheapest).map(({ preset }) => preset)).toEqual(
    expected.filter(({ exact }) => exact === expected[0]?.exact).map(({ preset }) => preset),
  );
  await chartDone();
  const lines: string[] = await page.evaluate(readLines);
  expect(lines.toSorted()).toEqual(expected.map(({ preset }) => preset).toSorted());
}

/** From how many viewers on the base and another change places. */
function expectedCrossings(book: PriceBook, show: Show, { base, max }: { base: PresetName; max: number }): number[] {
  const others = expectedRows(book, show).map(({ preset }) => preset);
  return others
    .filter(isPresetName)
    .filter((other) => other !== base)
    .flatMap((other) => {
      const against = { ...show, architecture: other };
      const intervals = breakEven(book, { ...show, architecture: base }, { against, axis: "viewers", max });
      const decided = intervals.filter(({ cheaper }) => cheaper !== "equal");
      return decided.slice(1).filter(({ cheaper }, index) => cheaper !== decided[index]?.cheaper);
    })
    .map(({ from }) => from)
    .toSorted((a, b) => a - b);
}

describe.skipIf(skipped)(`the cost calculator in Chromium${reason}`, () => {
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), "cost-calculator-"));
    file = await buildCalculator(folder);
    browser = await launchChromium(path());
  });

  afterAll(async () => {
    await browser?.close();
    if (folder) await rm(folder, { recursive: true, force: true });
  });

  beforeEach(async () => {
    page = await browser.newPage();
    [complaints, requests] = [[], []];
    page.on("console", (message) => complaints.push(`${message.type()}: ${message.text()}`));
    page.on("pageerror", (error) => complaints.push(error.message));
    page.on("request", (request) => requests.push(request.url()));
    await page.goto(pathToFileURL(file).href);
  });

  afterEach(async () => {
    expect(complaints).toEqual([]);
    expect(requests).toEqual([pathToFileURL(file).href]);
    await page.close();
  });

  it("opens from a file and shows what the model reckons, cheapest first", async () => {
    await expectFigures(list202611, { viewers: 200, hours: 30, resolution: "720p" });
    expect(await page.textContent("#summary")).toContain("is the cheapest at $");
    expect(await page.textContent("#book-note")).toContain(list202611.asOf);
    expect(await page.innerText("footer")).toContain("is not what vendors charge");
  });

  it("follows the sliders by keyboard, the numbers and the resolution", async () => {
    await page.focus("#viewers-slider");
    await page.keyboard.press("ArrowRight");
    expect(await page.inputValue("#viewers")).toBe("210");
    await page.focus("#hours-slider");
    for (const _press of [1, 2, 3]) await page.keyboard.press("ArrowLeft");
    expect(await page.inputValue("#hours")).toBe("27");
    await expectFigures(list202611, { viewers: 210, hours: 27, resolution: "720p" });
    await setNumber("viewers", 1_234);
    await setNumber("hours", 100);
    await page.selectOption("#resolution", "1080p");
    await expectFigures(list202611, { viewers: 1_234, hours: 100, resolution: "1080p" });
    await setNumber("viewers", 10_001);
    expect(await page.textContent("#summary")).toContain("whole numbers");
  });

  it("has every book, and says what the first analysis is", async () => {
    await page.selectOption("#book", list202611NoAllowances.id);
    await expectFigures(list202611NoAllowances, { viewers: 200, hours: 30, resolution: "720p" });
    await page.selectOption("#book", seedBook.id);
    await expectFigures(seedBook, { viewers: 200, hours: 30, resolution: "720p" });
    expect(await page.textContent("tr[data-preset=agora-only] .total")).toBe("$361.80");
    expect(await page.textContent("#book-note")).toContain("not list prices");
  });

  it("marks every crossing with the chosen base, on both scales", async () => {
    const show: Show = { viewers: 60, hours: 30, resolution: "720p" };
    await setNumber("viewers", show.viewers);
    await page.selectOption("#base", "cloudflare-stream");
    const expected = expectedCrossings(list202611, show, { base: "cloudflare-stream", max: 200 });
    expect(expected.length).toBeGreaterThan(5);
    for (const scale of ["log", "linear"]) {
      await page.check(`input[value=${scale}]`);
      await chartDone();
      const items = await page.locator("#crossings li").allTextContents();
      expect(items.map((text) => Number(/From ([\d,]+) viewer/.exec(text)?.[1]?.replace(",", "")))).toEqual(expected);
      expect(await page.locator("#chart .crossing circle").count()).toBe(expected.length);
    }
  });

  it("has types that hold in a browser", async () => {
    const tsc = join("node_modules", "typescript", "bin", "tsc");
    await promisify(execFile)(process.execPath, [tsc, "-p", "examples/cost-calculator"]);
    expect(await readFile(file, "utf8")).toContain("default-src 'none'");
  });
});

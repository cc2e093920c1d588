import { accessSync, constants } from "node:fs";
import { delimiter, join } from "node:path";
import { type Browser, chromium } from "playwright-core";

const names = ["chromium", "chromium-browser", "google-chrome"];
const args = [
  "--headless",
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
  "--autoplay-policy=no-user-gesture-required",
];

function isProgram(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

/** The machine's Chromium: `CHROMIUM_PATH`, else on `PATH`; `null` when there is none. */
function findChromium(): string | null {
  const folders = (process.env.PATH ?? "").split(delimiter);
  const candidates = names.flatMap((name) => folders.map((folder) => join(folder, name)));
  return [process.env.CHROMIUM_PATH ?? "", ...candidates].find((path) => path !== "" && isProgram(path)) ?? null;
}

export function launchChromium(executablePath: string): Promise<Browser> {
  return chromium.launch({ executablePath, args });
}

/**
 * For the tests of `what`. Without Chromium they are skipped, which is said aloud; with `REQUIRE_CHROMIUM=1` they fail.
 * `reason` belongs into their name.
 */
export function chromiumFor(what: string): { skipped: boolean; reason: string; path: () => string } {
  const path = findChromium();
  const skipped = path === null && process.env.REQUIRE_CHROMIUM !== "1";
  if (skipped) {
    process.stderr.write(`\nNOT TESTED: ${what}. There is no Chromium; install it, or set CHROMIUM_PATH.\n\n`);
  }
  return {
    skipped,
    reason: skipped ? " (skipped: no Chromium on this machine; install it, or set CHROMIUM_PATH)" : "",
    path() {
      if (path === null) throw new Error("REQUIRE_CHROMIUM is 1 and there is no Chromium: install it.");
      return path;
    },
  };
}

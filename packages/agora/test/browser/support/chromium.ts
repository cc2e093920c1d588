import { readdirSync, readFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { findBrowser } from "../../../src/browser-source/find-browser.js";

function lookForChromium(): string | null {
  try {
    return findBrowser(process.env.CHROMIUM_PATH);
  } catch {
    return null;
  }
}

export const chromiumPath = lookForChromium();
const required = process.env.REQUIRE_CHROMIUM === "1";
export const skipped = chromiumPath === null && !required;
if (skipped) {
  process.stderr.write(
    "\nNOT TESTED: Agora's browser source. There is no Chromium; install it, or set CHROMIUM_PATH.\n\n",
  );
}
export const reason = skipped ? " (skipped: no Chromium on this machine; install it, or set CHROMIUM_PATH)" : "";

/** The browser's switches that give a page a camera and a microphone which are not there. */
export const fakeCamera = ["--use-fake-device-for-media-stream", "--use-fake-ui-for-media-stream"];

/** The browsers' processes, without those that have ended, that use a profile of that host's sources. */
export function browsersOf(host: number): { readonly pid: number; readonly isMain: boolean }[] {
  return readdirSync("/proc").flatMap((name) => {
    if (!/^\d+$/.test(name)) return [];
    try {
      const argv = readFileSync(`/proc/${name}/cmdline`, "utf8");
      if (!argv.includes("hybrid-stream-browser-") || !argv.includes(`-${host}-`)) return [];
      return [{ pid: Number(name), isMain: !argv.includes("--type=") && !argv.includes("crashpad") }];
    } catch {
      // It ended since the list was read.
      return [];
    }
  });
}

/** What that host's sources have in the temporary folder. */
export const profilesOf = (host: number): string[] =>
  readdirSync(tmpdir()).filter((name) => name.startsWith("hybrid-stream-browser-") && name.includes(`-${host}-`));

export const ownBrowsers = () => browsersOf(process.pid);
export const ownProfiles = () => profilesOf(process.pid);

import { accessSync, constants } from "node:fs";
import { delimiter, join } from "node:path";
import { HybridStreamError } from "@hybrid-stream/spec";

const names = ["google-chrome-stable", "google-chrome", "chromium", "chromium-browser"];
const places = [
  "/opt/google/chrome/chrome",
  "/usr/lib/chromium/chromium",
  "/snap/bin/chromium",
  "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
  "/Applications/Chromium.app/Contents/MacOS/Chromium",
];

function isProgram(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

/**
 * The browser's program: the option, else `CHROME_PATH`, else Chrome or Chromium on `PATH` or in the usual places. One
 * that was named is not replaced by another.
 *
 * @throws `browser-not-found`, saying where it was looked for.
 */
export function findBrowser(
  option: string | undefined,
  env: Readonly<Record<string, string | undefined>> = process.env,
): string {
  const named = option ?? (env.CHROME_PATH?.trim() || undefined);
  const folders = (env.PATH ?? "").split(delimiter).filter((folder) => folder !== "");
  const usual = [...names.flatMap((name) => folders.map((folder) => join(folder, name))), ...places];
  const found = (named === undefined ? usual : [named]).find(isProgram);
  if (found !== undefined) return found;
  const origin = option === undefined ? "CHROME_PATH" : "browserPath";
  const looked =
    named === undefined
      ? `on PATH as ${names.join(", ")}, and at ${places.join(", ")}`
      : `at the path that ${origin} names, where there is no program`;
  throw new HybridStreamError({
    code: "browser-not-found",
    message: `No Chrome or Chromium was found: looked ${looked}. Install one, or set option "browserPath" or the environment variable CHROME_PATH.`,
    field: "browserPath",
    operation: "openSource",
  });
}

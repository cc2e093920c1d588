import { HybridStreamError } from "@hybrid-stream/spec";
import { expect, it } from "vitest";
import { findBrowser } from "./find-browser.js";

const program = process.execPath;
const failure = (look: () => unknown): HybridStreamError => {
  try {
    look();
  } catch (thrown) {
    if (HybridStreamError.isInstance(thrown)) return thrown;
  }
  throw new Error("It should have thrown a HybridStreamError.");
};

it("takes the option before CHROME_PATH, and CHROME_PATH before the usual places", () => {
  expect(findBrowser(program, { CHROME_PATH: "/nowhere" })).toBe(program);
  expect(findBrowser(undefined, { CHROME_PATH: `${program}\n` })).toBe(program);
});

it("does not replace a path that was named", () => {
  const byOption = failure(() => findBrowser("/nowhere/chrome", { CHROME_PATH: program }));
  expect(byOption).toMatchObject({ code: "browser-not-found", fault: "caller", retry: "never", field: "browserPath" });
  expect(byOption.message).toContain("browserPath names");
  expect(failure(() => findBrowser(undefined, { CHROME_PATH: "/nowhere" })).message).toContain("CHROME_PATH names");
});

it("says how to name one", () => {
  const { message } = failure(() => findBrowser("/nowhere/chrome", {}));
  expect(message).toMatch(/option "browserPath" or the environment variable CHROME_PATH/);
});

import { setTimeout as sleep } from "node:timers/promises";
import { HybridStreamError } from "@hybrid-stream/spec";
import type { BrowserContext, Page } from "playwright-core";
import { findChild, killProcesses, processTree, stillRunning } from "./process-tree.js";
import { createProfile, removeProfile } from "./profile-folder.js";
import { settledWithin } from "./settled-within.js";

/** What a page needs that nobody looks at: sound without a click, full speed, no calls to anybody else. */
const safeArguments = [
  "--autoplay-policy=no-user-gesture-required",
  "--disable-dev-shm-usage",
  "--disable-gpu",
  "--disable-background-networking",
  "--disable-background-timer-throttling",
  "--disable-backgrounding-occluded-windows",
  "--disable-renderer-backgrounding",
  "--disable-component-update",
  "--disable-sync",
  "--disable-quic",
  "--no-first-run",
];
const gentleCloseMs = 1_500;
const killMs = 1_000;
const lookAgainMs = 20;

export interface LaunchRequest {
  readonly executablePath: string;
  readonly browserArguments: readonly string[];
  readonly viewport: { readonly width: number; readonly height: number };
  readonly timeoutMs: number;
}

/** A browser with one page, a profile of its own, and nothing else. */
export interface LaunchedBrowser {
  readonly page: Page;
  /** `null` where it cannot be known. */
  readonly pid: number | null;
  /** Called once when it is gone, or its page is. */
  onGone(listener: () => void): void;
  /** Afterwards neither a process nor a file of it is left. */
  close(): Promise<void>;
}

async function loadPlaywright(): Promise<typeof import("playwright-core")> {
  try {
    return await import("playwright-core");
  } catch (cause) {
    throw new HybridStreamError({
      code: "browser-not-found",
      message:
        "The package playwright-core, which drives the browser, is not installed. Run: npm install playwright-core",
      operation: "openSource",
      cause,
    });
  }
}

function notStarted(cause: unknown): HybridStreamError {
  return new HybridStreamError({
    code: "browser-crashed",
    message:
      "The browser did not start. Run it by hand with --headless to see why; in a container it may need --no-sandbox (option browserArguments) or missing libraries.",
    operation: "openSource",
    cause,
  });
}

/** @throws `browser-not-found` without playwright-core, `browser-crashed` when the browser does not start. */
export async function launchBrowser(request: LaunchRequest): Promise<LaunchedBrowser> {
  const { chromium } = await loadPlaywright();
  const profile = await createProfile();
  let context: BrowserContext;
  try {
    context = await chromium.launchPersistentContext(profile, {
      executablePath: request.executablePath,
      headless: true,
      args: [...safeArguments, ...request.browserArguments],
      // Chromium's sandbox does not run as root.
      chromiumSandbox: process.getuid?.() !== 0,
      viewport: request.viewport,
      timeout: request.timeoutMs,
      // The host decides what its signals mean.
      handleSIGINT: false,
      handleSIGTERM: false,
      handleSIGHUP: false,
    });
  } catch (cause) {
    await removeProfile(profile);
    throw notStarted(cause);
  }
  const pid = findChild(`--user-data-dir=${profile}`);
  const closeOnce = async (): Promise<void> => {
    const tree = pid === null ? [] : processTree(pid);
    await settledWithin(context.close(), gentleCloseMs);
    // A child may outlive the browser by a moment, and a browser that hangs does not close.
    killProcesses(tree);
    const deadline = performance.now() + killMs;
    while (stillRunning(tree).length > 0 && performance.now() < deadline) await sleep(lookAgainMs);
    await removeProfile(profile);
  };
  const page = context.pages()[0] ?? (await context.newPage().catch((cause: unknown) => notStarted(cause)));
  if (HybridStreamError.isInstance(page)) {
    await closeOnce();
    throw page;
  }
  let closing: Promise<void> | null = null;
  return {
    page,
    pid,
    onGone(listener) {
      let told = false;
      const tell = (): void => {
        if (!told) listener();
        told = true;
      };
      context.on("close", tell);
      page.on("close", tell);
      page.on("crash", tell);
    },
    close() {
      closing ??= closeOnce();
      return closing;
    },
  };
}

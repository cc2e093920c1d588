import { randomBytes, randomUUID } from "node:crypto";
import { type Clock, delay, HybridStreamError, type MediaSource } from "@hybrid-stream/spec";
import { pageHandler } from "../page/page-handler.js";
import { createPageTickets, type PageTickets } from "../page/page-tickets.js";
import { pageUrl } from "../page/page-url.js";
import { type CaptureServer, startCaptureServer } from "./capture-server.js";
import { findBrowser } from "./find-browser.js";
import { type LaunchedBrowser, launchBrowser } from "./launch-browser.js";
import type { BrowserSourceSettings } from "./options.js";
import { browserCrashed, PageInbox } from "./page-inbox.js";
import { rejectionOf } from "./rejection-of.js";
import { settledWithin } from "./settled-within.js";
import { TreeMeter } from "./tree-meter.js";

/** The page hands over what it recorded this often. */
const sliceMs = 200;
/** As long as a ticket may live: the page joins again with the same one. */
const ticketSeconds = 30 * 24 * 3600;
const leaveMs = 600;

export interface OpenRequest {
  readonly settings: BrowserSourceSettings;
  readonly channel: string;
  readonly signal: AbortSignal;
}

/** What is open so far; closed in one go, from whatever point. */
interface Opened {
  server: CaptureServer | null;
  browser: LaunchedBrowser | null;
}

async function closeAll({ server, browser }: Opened): Promise<void> {
  if (browser !== null) {
    // Agora would count a viewer that left without a word for some 20 s more.
    await settledWithin(browser.page.evaluate("window.hybridStreamPage?.leave()"), leaveMs);
    await browser.close();
  }
  await server?.close();
}

async function startPage(request: OpenRequest, inbox: PageInbox, opened: Opened): Promise<void> {
  const { settings, channel, signal } = request;
  const executablePath = findBrowser(settings.browserPath);
  const { width, height, framesPerSecond, videoKbps, audioKbps, keyframeIntervalSeconds, maxBufferBytes } = settings;
  const tickets = createPageTickets({ secret: randomBytes(32).toString("hex"), clock: settings.clock });
  const handlePageRequest = pageHandler({ ...settings, tickets });
  opened.server = await startCaptureServer({
    handlePageRequest,
    onMedia: (piece) => inbox.takeMedia(piece),
    onFacts: (facts) => inbox.takeFacts(facts),
    maxPieceBytes: maxBufferBytes,
  });
  signal.throwIfAborted();
  const { browserArguments, openTimeoutMs } = settings;
  const viewport = { width, height };
  opened.browser = await launchBrowser({ executablePath, browserArguments, viewport, timeoutMs: openTimeoutMs });
  opened.browser.onGone(() => inbox.end(browserCrashed("The browser has ended without being told to.")));
  signal.throwIfAborted();
  const capture = { width, height, framesPerSecond, videoKbps, audioKbps, keyframeIntervalSeconds, sliceMs };
  const hook = JSON.stringify({ ...capture, maxQueuedBytes: maxBufferBytes });
  await opened.browser.page.addInitScript(`window.hybridStreamCapture = ${hook};`);
  const ticket = ticketFor(tickets, settings, channel);
  await opened.browser.page.goto(pageUrl({ baseUrl: opened.server.baseUrl, ticket }));
}

function ticketFor(tickets: PageTickets, settings: BrowserSourceSettings, channel: string): string {
  const { uid } = settings;
  return tickets.issue({
    channel,
    ...(uid !== undefined && { uid }),
    runId: randomUUID(),
    expiresInSeconds: ticketSeconds,
  });
}

/** Throws when the time is over. Nothing else comes of it. */
async function expiry(clock: Clock, milliseconds: number, inbox: PageInbox, done: AbortSignal): Promise<never> {
  await delay(clock, milliseconds, done);
  const { session, problem } = inbox.facts;
  const how = session === "joined" ? "records nothing" : `could not join the channel${problem ? ` (${problem})` : ""}`;
  throw new HybridStreamError({
    code: "source-unreadable",
    message: `After ${milliseconds / 1000} s the browser ${how}. Check appId, buildToken, the SDK's address and the network, or raise openTimeoutMs.`,
    operation: "openSource",
  });
}

/**
 * Starts a browser and waits until it is in the channel and its media flows.
 *
 * @throws the signal's reason, or what agoraBrowserSource() names. Nothing is left behind then.
 */
export async function openBrowserSession(request: OpenRequest): Promise<MediaSource> {
  const { settings, signal } = request;
  const { clock } = settings;
  signal.throwIfAborted();
  const inbox = new PageInbox({ clock, silenceMs: settings.silenceTimeoutMs, maxBytes: settings.maxBufferBytes });
  const opened: Opened = { server: null, browser: null };
  let closing: Promise<void> | null = null;
  const close = (): Promise<void> => {
    inbox.end(null);
    closing ??= closeAll(opened);
    return closing;
  };
  const done = new AbortController();
  try {
    const starting = startPage(request, inbox, opened);
    const aborted = rejectionOf(signal, done.signal);
    const opening = starting.then(() => inbox.ready);
    opening.catch(() => {});
    try {
      await Promise.race([opening, inbox.ready, aborted, expiry(clock, settings.openTimeoutMs, inbox, done.signal)]);
    } catch (thrown) {
      inbox.end(null);
      // What is being started must be there before it can be closed.
      await starting.catch(() => {});
      throw thrown;
    }
  } catch (thrown) {
    await close();
    throw thrown;
  } finally {
    done.abort();
  }
  const meter = new TreeMeter(opened.browser?.pid ?? null, clock);
  return {
    media: { kind: "bytes", container: "matroska", stream: inbox.stream },
    status: () => ({ publisherPresent: inbox.publisherPresent, ...meter.read() }),
    close,
  };
}

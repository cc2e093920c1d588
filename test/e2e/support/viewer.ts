import { once } from "node:events";
import { readFileSync } from "node:fs";
import { createServer } from "node:http";
import { createRequire } from "node:module";
import type { Page } from "playwright-core";
import { findChromium, launchChromium } from "../../demo/support/chromium.js";

const hlsScript = createRequire(import.meta.url).resolve("hls.js/dist/hls.min.js");

const pageOf = (url: string): string => `<!doctype html>
<title>viewer</title>
<video muted autoplay playsinline></video>
<script src="/hls.js"></script>
<script>
  window.fatalErrors = [];
  const player = new Hls({ liveSyncDurationCount: 2 });
  player.on(Hls.Events.ERROR, (_, { fatal, details }) => fatal && fatalErrors.push(details));
  player.loadSource(${JSON.stringify(url)});
  player.attachMedia(document.querySelector("video"));
</script>`;

/** What a viewer has seen. */
export interface Seen {
  /** Of the video's own time. Seconds. */
  readonly currentTime: number;
  readonly frames: number;
  readonly width: number;
  readonly fatalErrors: readonly string[];
}

const readSeen = `(() => {
  const video = document.querySelector("video");
  const { totalVideoFrames } = video.getVideoPlaybackQuality();
  return { currentTime: video.currentTime, frames: totalVideoFrames, width: video.videoWidth, fatalErrors };
})()`;

/** Why the viewer's tests do not run here; empty: they do. Said aloud once, since a skipped browser proves nothing. */
export function chromiumOrReason(): {
  readonly path: string | null;
  readonly isSkipped: boolean;
  readonly reason: string;
} {
  const path = findChromium();
  const isSkipped = path === null && process.env.REQUIRE_CHROMIUM !== "1";
  if (isSkipped) {
    process.stderr.write(
      "\nNOT TESTED: shows in a browser. There is no Chromium; install it, or set CHROMIUM_PATH.\n\n",
    );
  }
  return { path, isSkipped, reason: isSkipped ? " (skipped: no Chromium on this machine; set CHROMIUM_PATH)" : "" };
}

/** Opens a page with hls.js on this playlist, from another origin, as a shop's page is one. */
export async function openViewer(chromiumPath: string, playlistUrl: string) {
  const page = pageOf(playlistUrl);
  const script = readFileSync(hlsScript);
  const server = createServer((request, response) => {
    const isScript = request.url === "/hls.js";
    response.writeHead(200, { "content-type": isScript ? "text/javascript" : "text/html; charset=utf-8" });
    response.end(isScript ? script : page);
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  const port = typeof address === "object" && address !== null ? address.port : 0;
  const browser = await launchChromium(chromiumPath);
  const tab: Page = await browser.newPage();
  await tab.goto(`http://127.0.0.1:${port}/`);
  return {
    look: (): Promise<Seen> => tab.evaluate(readSeen),
    async close(): Promise<void> {
      await browser.close();
      server.closeAllConnections();
      server.close();
      await once(server, "close");
    },
  };
}

import { createServer } from "node:http";
import { readStaticFiles } from "../../examples/demo/src/page/static-files.js";
import { launchChromium } from "./chromium.js";
import { until } from "./until.js";

/** What the player knows now. */
export interface Played {
  /** Seconds of the stream that were shown. */
  readonly currentTime: number;
  /** Pictures that were shown or dropped. */
  readonly frames: number;
  readonly width: number;
  readonly height: number;
  /** What hls.js could not go on after. */
  readonly fatalErrors: readonly string[];
}

const html = (url: string): string => `<!doctype html><title>Player</title><video muted autoplay playsinline></video>
<script src="/hls.js"></script>
<script>
  window.fatalErrors = [];
  const hls = new Hls();
  hls.on(Hls.Events.ERROR, (_, { fatal, details }) => fatal && fatalErrors.push(details));
  hls.loadSource(${JSON.stringify(url)});
  hls.attachMedia(document.querySelector("video"));
</script>`;
// It runs in the page, where the types of this project's programs do not hold: hence the script's text.
const read = `(() => {
  const video = document.querySelector("video");
  const { currentTime, videoWidth: width, videoHeight: height } = video;
  return { currentTime, frames: video.getVideoPlaybackQuality().totalVideoFrames, width, height, fatalErrors };
})()`;

/** A page on loopback that plays the stream with hls.js, as a shop's page would: from an origin of its own. */
async function servePage(url: string): Promise<{ url: string; close(): Promise<void> }> {
  const script = readStaticFiles().get("/hls.js");
  const server = createServer((request, response) => {
    if (request.url === "/") response.setHeader("Content-Type", "text/html").end(html(url));
    else if (request.url === "/hls.js" && script) response.setHeader("Content-Type", script.type).end(script.body);
    else response.writeHead(404).end();
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  return {
    url: `http://127.0.0.1:${typeof address === "object" && address !== null ? address.port : 0}/`,
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

/** Plays a stream in Chromium. */
export async function playHls(chromiumPath: string, url: string) {
  const page = await servePage(url);
  const browser = await launchChromium(chromiumPath);
  const tab = await browser.newPage();
  await tab.goto(page.url);
  const look = (): Promise<Played> => tab.evaluate(read);
  return {
    /** Waits until so much more of the stream was shown. `frames` are those of that time. */
    async playsFor(seconds: number): Promise<Played> {
      const { currentTime: from } = await look();
      // A player begins near the live edge, which is no playing.
      const begun = await until("the player to begin", 60_000, async () => {
        const played = await look();
        return played.currentTime > from && played;
      });
      const what = `${seconds} s of the stream on the screen`;
      const { value } = await until(what, seconds * 1_000 + 60_000, async () => {
        const played = await look();
        return played.currentTime >= begun.value.currentTime + seconds && played;
      });
      return { ...value, frames: value.frames - begun.value.frames };
    },
    async close(): Promise<void> {
      await browser.close();
      await page.close();
    },
  };
}

import { type AgoraBrowserSourceOptions, agoraBrowserSource } from "@hybrid-stream/agora/browser-source";
import type { MediaSource } from "@hybrid-stream/spec";
import { chromiumPath, fakeCamera } from "./chromium.js";
import type { LoopbackControl } from "./loopback-control.js";

/** The machine's browser; REQUIRE_CHROMIUM=1 makes its absence a failure. */
export function requireChromium(): string {
  if (chromiumPath === null) throw new Error("REQUIRE_CHROMIUM is 1 and there is no Chromium: install it.");
  return chromiumPath;
}

/** A source that joins the stand-in, in a small picture: these tests look at other things. */
export function loopbackSource(control: LoopbackControl, more: Partial<AgoraBrowserSourceOptions> = {}) {
  let tokens = 0;
  return agoraBrowserSource({
    appId: "0123456789abcdef0123456789abcdef",
    buildToken: () => `token ${++tokens}`,
    channelAdapter: control.adapter,
    browserPath: requireChromium(),
    browserArguments: fakeCamera,
    width: 320,
    height: 180,
    framesPerSecond: 15,
    // Tests run on machines that are busy with more.
    openTimeoutMs: 120_000,
    ...more,
  });
}

/** Reads until the end; what it threw, or `null`. */
export async function readToEnd(source: MediaSource): Promise<unknown> {
  if (source.media.kind !== "bytes") throw new Error("It should give bytes.");
  try {
    for await (const _ of source.media.stream);
    return null;
  } catch (thrown) {
    return thrown;
  }
}

import { createHlsProbe } from "@hybrid-stream/provider-kit";
import { pause } from "../shared/pause.js";

const lookEveryMs = 100;
const limitMs = 60_000;

/** When viewers could see what. Milliseconds on the monotonic clock. */
export interface Sighting {
  readonly firstSegmentAt: number;
  readonly secondSegmentAt: number;
}

/**
 * Looks at a playlist every 100 ms, as soon as there is an address, until it names two segments.
 *
 * @throws Error after a minute.
 */
export async function watchPlayback(address: () => Promise<string | null>): Promise<Sighting> {
  const probe = createHlsProbe();
  const until = performance.now() + limitMs;
  let url: string | null = null;
  let firstSegmentAt: number | null = null;
  try {
    while (performance.now() < until) {
      const lookedAt = performance.now();
      url ??= await address();
      const seen = url === null ? null : await probe.probe(url);
      const segments = seen?.state === "playing" ? seen.segmentCount : 0;
      if (segments >= 1) firstSegmentAt ??= performance.now();
      if (segments >= 2 && firstSegmentAt !== null) return { firstSegmentAt, secondSegmentAt: performance.now() };
      await pause(Math.max(0, lookedAt + lookEveryMs - performance.now()));
    }
    throw new Error("No second segment was seen within a minute.");
  } finally {
    await probe.close();
  }
}

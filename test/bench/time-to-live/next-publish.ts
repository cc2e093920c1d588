import type { HlsOrigin } from "@hybrid-stream/hls-origin";

/** Notes when the next publisher connects, on the monotonic clock; `null` while none has. */
export function nextPublish(origin: HlsOrigin): { readonly at: () => number | null; readonly off: () => void } {
  let at: number | null = null;
  const off = origin.onHint?.(({ evidence }) => {
    if (evidence?.condition === "IngestReceiving" && evidence.value) at ??= performance.now();
  });
  return { at: () => at, off: () => off?.() };
}

import type { Layout } from "@hybrid-stream/spec";

/** One host's place in the picture, as Agora takes it. Pixels. */
export interface RtcView {
  readonly rtcStreamUid: number;
  readonly region: {
    readonly xPos: number;
    readonly yPos: number;
    readonly zIndex: number;
    readonly width: number;
    readonly height: number;
  };
  readonly fillMode: "fit";
  readonly placeholderImageUrl?: string;
}

/**
 * Where each host stands: `single` shows the first one, the others share the picture evenly, next to each other or one
 * above the other. Named places are used for all three, since Agora's own vertical layout cannot be changed later.
 */
export function layoutViews({
  layout,
  hostUids,
  canvas,
  placeholderImageUrl,
}: {
  readonly layout: Layout;
  readonly hostUids: readonly number[];
  readonly canvas: { readonly width: number; readonly height: number };
  readonly placeholderImageUrl: string | undefined;
}): RtcView[] {
  const shown = layout === "single" ? hostUids.slice(0, 1) : hostUids;
  const columns = layout === "side-by-side" ? shown.length : 1;
  const rows = layout === "vertical" ? shown.length : 1;
  const width = Math.floor(canvas.width / Math.max(1, columns));
  const height = Math.floor(canvas.height / Math.max(1, rows));
  return shown.map((rtcStreamUid, index) => ({
    rtcStreamUid,
    region: {
      xPos: columns > 1 ? index * width : 0,
      yPos: rows > 1 ? index * height : 0,
      zIndex: 0,
      width,
      height,
    },
    fillMode: "fit",
    ...(placeholderImageUrl !== undefined && { placeholderImageUrl }),
  }));
}

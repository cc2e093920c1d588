/** Renditions that can be made beside the source, by the short side of the picture. */
export const ladderSteps = {
  "1080p": { shortSide: 1080, videoKbps: 5000 },
  "720p": { shortSide: 720, videoKbps: 2800 },
  "480p": { shortSide: 480, videoKbps: 1200 },
} as const;

export type LadderStep = "1080p" | "720p" | "480p";

/** The name of the rendition that passes the publisher's media through. */
export const sourceRendition = "source";

/** How one rendition is made. */
export type RenditionPlan =
  | { readonly kind: "copy"; readonly name: string }
  | {
      readonly kind: "encode";
      readonly name: string;
      /** Pixels, even. */
      readonly width: number;
      readonly height: number;
      readonly videoKbps: number;
    };

interface PictureSize {
  readonly width: number;
  readonly height: number;
}

const even = (pixels: number): number => Math.max(2, 2 * Math.round(pixels / 2));

function encodePlan(step: LadderStep, source: PictureSize): RenditionPlan {
  const { shortSide, videoKbps } = ladderSteps[step];
  const scale = Math.min(1, shortSide / Math.min(source.width, source.height));
  return {
    kind: "encode",
    name: step,
    width: even(source.width * scale),
    height: even(source.height * scale),
    videoKbps,
  };
}

/** The steps of the ladder that are smaller than the source: the source itself serves its own size. */
export function stepsBelow(source: PictureSize | null, ladder: readonly LadderStep[]): LadderStep[] {
  if (source === null) return [];
  return ladder.filter((step) => ladderSteps[step].shortSide < Math.min(source.width, source.height));
}

/**
 * The plan for a publish. `steps` are those of its broadcast: they stay the same over a reconnect with another size, so
 * that no viewer's rendition stops. A picture is never enlarged.
 */
export function planRenditions(source: PictureSize | null, steps: readonly LadderStep[]): RenditionPlan[] {
  const plans: RenditionPlan[] = [{ kind: "copy", name: sourceRendition }];
  // Without a size nothing can be scaled; 16:9 at the step's own height is what most encoders send.
  for (const step of steps) {
    const height = ladderSteps[step].shortSide;
    plans.push(encodePlan(step, source ?? { width: (height * 16) / 9, height }));
  }
  return plans;
}

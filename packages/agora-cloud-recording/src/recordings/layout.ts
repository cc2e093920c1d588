import * as z from "zod/mini";

/** Where one user's picture stands, in fractions of the canvas from its upper left corner. */
export interface LayoutRegion {
  /** Left out: users without a region of their own, in the order of their joining. */
  readonly uid?: number | undefined;
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
  /** 0 to 1. Default 1. */
  readonly alpha?: number | undefined;
  /** Cut the picture to fill its region, or show all of it. Default `crop`. */
  readonly fit?: "crop" | "whole" | undefined;
}

/** How the users share the picture of a mix. What is left out has Agora's default, also when a layout is changed. */
export interface MixLayout {
  /** Default `floating`. `custom` needs `regions`. */
  readonly kind?: "floating" | "adaptive" | "vertical" | "custom" | undefined;
  readonly regions?: readonly LayoutRegion[] | undefined;
  /** `vertical`: who is shown large. */
  readonly largeUid?: number | undefined;
  /** `#RRGGBB`. */
  readonly backgroundColor?: string | undefined;
}

const uid = z.int().check(z.minimum(1), z.maximum(4_294_967_295));
const fraction = z.number().check(z.gte(0), z.lte(1));

export const layoutSchema = z
  .strictObject({
    kind: z._default(z.enum(["floating", "adaptive", "vertical", "custom"]), "floating"),
    regions: z.optional(
      z
        .array(
          z.strictObject({
            uid: z.optional(uid),
            x: fraction,
            y: fraction,
            width: fraction,
            height: fraction,
            alpha: z.optional(fraction),
            fit: z.optional(z.enum(["crop", "whole"])),
          }),
        )
        .check(z.minLength(1)),
    ),
    largeUid: z.optional(uid),
    backgroundColor: z.optional(z.string().check(z.regex(/^#[0-9a-f]{6}$/i, "it must be #RRGGBB"))),
  })
  .check(
    z.refine(({ kind, regions }) => (kind === "custom") === (regions !== undefined), {
      path: ["regions"],
      error: "custom needs regions, and nothing else has them",
    }),
    z.refine(({ kind, largeUid }) => kind === "vertical" || largeUid === undefined, {
      path: ["largeUid"],
      error: "vertical alone has one",
    }),
  );

const numbers = { floating: 0, adaptive: 1, vertical: 2, custom: 3 } as const;

/** In Agora's words, which are the same in a start's `transcodingConfig` and in `updateLayout`. */
export function layoutRequest(layout: z.output<typeof layoutSchema>): object {
  const { kind, regions, largeUid, backgroundColor } = layout;
  return {
    mixedVideoLayout: numbers[kind],
    ...(backgroundColor !== undefined && { backgroundColor }),
    ...(largeUid !== undefined && { maxResolutionUid: String(largeUid) }),
    ...(regions !== undefined && {
      layoutConfig: regions.map((region) => ({
        ...(region.uid !== undefined && { uid: String(region.uid) }),
        x_axis: region.x,
        y_axis: region.y,
        width: region.width,
        height: region.height,
        alpha: region.alpha ?? 1,
        render_mode: region.fit === "whole" ? 1 : 0,
      })),
    }),
  };
}

import * as z from "zod/mini";

const policy = z.enum(["public", "signed"]);
const assetSettings = z.strictObject({
  playback_policies: z.optional(z.array(policy)),
  video_quality: z.optional(z.enum(["plus", "premium"])),
  passthrough: z.optional(z.string().check(z.maxLength(255))),
  meta: z.optional(z.looseObject({})),
});
const changeable = {
  latency_mode: z.optional(z.enum(["standard", "reduced", "low"])),
  max_continuous_duration: z.optional(z.int().check(z.minimum(60), z.maximum(43_200))),
  meta: z.optional(z.looseObject({ title: z.optional(z.string().check(z.maxLength(512))) })),
  new_asset_settings: z.optional(assetSettings),
  passthrough: z.optional(z.string().check(z.maxLength(255))),
  reconnect_slate_url: z.optional(z.string()),
  reconnect_window: z.optional(z.number().check(z.minimum(0), z.maximum(1800))),
  use_slate_for_standard_latency: z.optional(z.boolean()),
};

const creation = z.strictObject({
  ...changeable,
  playback_policies: z.optional(z.array(policy)),
  test: z.optional(z.boolean()),
});
const update = z.strictObject(changeable);
const playbackIdRequest = z.strictObject({ policy });

export type StreamCreation = z.output<typeof creation>;

/** What was read, or the reason of the refusal. Whatever Mux does not know is refused, so that no typo passes. */
function read<Schema extends z.core.$ZodType>(schema: Schema, body: unknown): z.output<Schema> | { refused: string } {
  const result = z.safeParse(schema, body ?? {});
  if (result.success) return result.data;
  const [issue] = result.error.issues;
  return { refused: `Invalid parameter: ${[...(issue?.path ?? []), issue?.code].join(".")}` };
}

export const readCreation = (body: unknown) => read(creation, body);
export const readUpdate = (body: unknown) => read(update, body);
export const readPlaybackIdRequest = (body: unknown) => read(playbackIdRequest, body);

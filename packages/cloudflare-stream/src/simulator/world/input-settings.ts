import * as z from "zod/mini";

const schema = z.looseObject({
  meta: z.optional(z.record(z.string(), z.unknown())),
  defaultCreator: z.optional(z.string()),
  enabled: z.optional(z.boolean()),
  preferLowLatency: z.optional(z.boolean()),
  deleteRecordingAfterDays: z.optional(z.nullable(z.number())),
  recording: z.optional(
    z.looseObject({
      mode: z.optional(z.enum(["off", "automatic"])),
      timeoutSeconds: z.optional(z.int().check(z.minimum(0))),
      requireSignedURLs: z.optional(z.boolean()),
      allowedOrigins: z.optional(z.array(z.string())),
      hideLiveViewerCount: z.optional(z.boolean()),
    }),
  ),
});

/** What an input is set to. */
export interface InputSettings {
  readonly meta: Readonly<Record<string, unknown>>;
  readonly defaultCreator: string | undefined;
  readonly enabled: boolean;
  readonly preferLowLatency: boolean;
  readonly deleteRecordingAfterDays: number | null;
  readonly recording: {
    readonly mode: "off" | "automatic";
    readonly timeoutSeconds: number;
    readonly requireSignedURLs: boolean;
    readonly allowedOrigins: readonly string[] | null;
    readonly hideLiveViewerCount: boolean;
  };
}

/** Cloudflare's own defaults. */
export const defaultSettings: InputSettings = {
  meta: {},
  defaultCreator: undefined,
  enabled: true,
  preferLowLatency: false,
  deleteRecordingAfterDays: null,
  recording: {
    mode: "off",
    timeoutSeconds: 0,
    requireSignedURLs: false,
    allowedOrigins: null,
    hideLiveViewerCount: false,
  },
};

/**
 * A body over what was there. Top-level fields that are left out stay; a `recording` is taken as a whole, so that what it
 * leaves out falls back (the harder of two readings). Retention inside `recording` is ignored.
 */
export function settingsAfter(body: unknown, before: InputSettings): InputSettings | { readonly refusal: number } {
  const parsed = z.safeParse(schema, body ?? {});
  if (!parsed.success) return { refusal: 10_005 };
  const { meta, defaultCreator, enabled, preferLowLatency, deleteRecordingAfterDays, recording } = parsed.data;
  if (
    typeof deleteRecordingAfterDays === "number" &&
    (deleteRecordingAfterDays < 30 || deleteRecordingAfterDays > 1096)
  )
    return { refusal: 10_060 };
  const fallback = defaultSettings.recording;
  return {
    meta: meta ?? before.meta,
    defaultCreator: defaultCreator ?? before.defaultCreator,
    enabled: enabled ?? before.enabled,
    preferLowLatency: preferLowLatency ?? before.preferLowLatency,
    deleteRecordingAfterDays:
      deleteRecordingAfterDays === undefined ? before.deleteRecordingAfterDays : deleteRecordingAfterDays,
    recording:
      recording === undefined
        ? before.recording
        : {
            mode: recording.mode ?? fallback.mode,
            timeoutSeconds: recording.timeoutSeconds ?? fallback.timeoutSeconds,
            requireSignedURLs: recording.requireSignedURLs ?? fallback.requireSignedURLs,
            allowedOrigins: recording.allowedOrigins ?? fallback.allowedOrigins,
            hideLiveViewerCount: recording.hideLiveViewerCount ?? fallback.hideLiveViewerCount,
          },
  };
}

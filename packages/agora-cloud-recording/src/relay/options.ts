import { type AgoraOptions, agoraOptionsShape, secretOption } from "@hybrid-stream/agora";
import { parseOptions } from "@hybrid-stream/provider-kit";
import type { Secret } from "@hybrid-stream/spec";
import * as z from "zod/mini";
import { type StorageOptions, storageSchema } from "../storage.js";
import { isPageAddress, type PageOptions } from "./page.js";

/** {@link AgoraOptions}, the page that is recorded, and the bucket that Agora requires. */
export interface AgoraCloudRecordingOptions extends AgoraOptions {
  readonly page: PageOptions;
  readonly storage: StorageOptions;
  /**
   * How long a recorder may run when the order has no planned duration. Hours, 1 to 720, default 6. With a planned
   * duration it is that and one hour more. Agora ends the recorder then, which bounds what a lost one can cost.
   */
  readonly unplannedHours?: number | undefined;
  /** The secret of the Cloud Recording product's notifications, from Agora's console. Without one none are taken. */
  readonly notificationSecret?: string | Secret | undefined;
}

const aFunction = <T>() => z.custom<T>((value) => typeof value === "function", "it must be a function");

const schema = z.strictObject({
  ...agoraOptionsShape,
  page: z.strictObject({
    url: z.union([
      z.string().check(z.refine(isPageAddress, "it must be an http(s) address")),
      aFunction<Exclude<PageOptions["url"], string>>(),
    ]),
    revoke: z.optional(aFunction<NonNullable<PageOptions["revoke"]>>()),
  }),
  storage: storageSchema,
  unplannedHours: z._default(z.int().check(z.minimum(1), z.maximum(720)), 6),
  notificationSecret: z.optional(secretOption),
});

/** @throws `invalid-options` with `field`. */
export function readOptions(options: AgoraCloudRecordingOptions) {
  return parseOptions(schema, options, { name: "agoraCloudRecording()" });
}

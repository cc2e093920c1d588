/** Where one product's notifications go. */
export interface AgoraWebhookTarget {
  /** The secret of this product's notifications. */
  readonly secret: string;
  /** An address to POST to. */
  readonly url?: string | undefined;
  /** Called instead of the network, with the request as it would arrive. */
  readonly handler?: ((request: Request) => Response | Promise<Response>) | undefined;
}

/** The products that notify. */
export type NotifyingProduct = "mediaPush" | "cloudRecording";

/** The `productId` of a notification. */
export const productIds: Readonly<Record<NotifyingProduct, number>> = { mediaPush: 5, cloudRecording: 3 };

/**
 * How notifications travel.
 *
 * - `on-time`: at once, in order
 * - `late`: each so much later, by the simulator's clock
 * - `duplicated`: each twice, with the same `noticeId`
 * - `reordered`: each second one overtakes the one before it; one without a follower comes after 5 s
 * - `lost`: none arrives
 */
export type NotificationMode =
  | { readonly kind: "on-time" | "duplicated" | "reordered" | "lost" }
  | { readonly kind: "late"; readonly milliseconds: number };

/** Where notifications go, by product. A product that is left out notifies nobody. */
export type WebhookTargets = { readonly [Product in NotifyingProduct]?: AgoraWebhookTarget | undefined };

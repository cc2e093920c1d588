import type { ChannelOrder, ChannelRecord } from "@hybrid-stream/spec";
import type { OrderedFields } from "./order-request.js";

/** What a start means for what is stored. */
export type NextOrder =
  | { readonly kind: "same" }
  | { readonly kind: "new"; readonly order: ChannelOrder }
  | { readonly kind: "conflict"; readonly fields: string[] };

/** Starting what is live already is the same order when nothing differs, and a conflict when something does. */
export function nextStart(current: ChannelRecord | null, fields: OrderedFields, now: Date): NextOrder {
  const failed = current?.state?.session === current?.order.session && current?.state?.phase === "failed";
  if (current !== null && current.order.desired === "live" && !failed) {
    const differing = differences(current.order, fields);
    return differing.length === 0 ? { kind: "same" } : { kind: "conflict", fields: differing };
  }
  return {
    kind: "new",
    order: {
      ...fields,
      orderRevision: (current?.order.orderRevision ?? 0) + 1,
      session: (current?.order.session ?? 0) + 1,
      desired: "live",
      orderedAt: now.toISOString(),
    },
  };
}

function differences(order: ChannelOrder, fields: OrderedFields): string[] {
  return (Object.keys(fields) as (keyof OrderedFields)[]).filter(
    (field) => stable(order[field]) !== stable(fields[field]),
  );
}

/** JSON with sorted keys, so that equal values read the same. */
function stable(value: unknown): string {
  return JSON.stringify(value, (_key, inner: unknown) =>
    inner !== null && typeof inner === "object" && !Array.isArray(inner)
      ? Object.fromEntries(Object.entries(inner).sort(([left], [right]) => (left < right ? -1 : 1)))
      : inner,
  );
}

const mostAtOnce = 100;

/** The part of a list that `page` (from 1) and `limit` (10 unless told, 100 at most) name. */
export function pageOf<Item>(items: readonly Item[], { searchParams }: URL): Item[] {
  const page = Math.max(1, Number(searchParams.get("page") ?? 1) || 1);
  const limit = Math.min(mostAtOnce, Math.max(1, Number(searchParams.get("limit") ?? 10) || 10));
  return items.slice((page - 1) * limit, page * limit);
}

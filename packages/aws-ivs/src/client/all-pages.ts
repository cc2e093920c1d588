import { HybridStreamError } from "@hybrid-stream/spec";

/** No account has as many pages; a list that never ends would hang the caller. */
const mostPages = 1000;

/** Follows a list to its end. @throws `unexpected-response` when it does not come to one. */
export async function* allPages<Item>(
  page: (token: string | undefined) => Promise<{ readonly items: readonly Item[]; readonly next: string | null }>,
  { provider, operation }: { readonly provider: string; readonly operation: string },
): AsyncGenerator<Item, void, undefined> {
  let token: string | undefined;
  const seen = new Set<string>();
  for (let pages = 0; pages < mostPages; pages += 1) {
    const { items, next } = await page(token);
    yield* items;
    if (next === null || next === "") return;
    if (seen.has(next)) break;
    seen.add(next);
    token = next;
  }
  const message = `${operation}: IVS's list goes round in circles.`;
  throw new HybridStreamError({ code: "unexpected-response", retry: "safe", message, provider, operation });
}

import type * as z from "zod/mini";
import { listOf } from "./answers.js";
import type { Calling, MuxClient } from "./mux-client.js";

/** Mux's maximum. */
const pageSize = 100;
/** What Mux gives when it is not told a size. Whatever it makes of ours, a page with fewer, or with fewer than another, is the last. */
const smallestFullPage = 10;
/** A million entries. An answer that repeats itself must not be read for ever. */
const mostPages = 10_000;

/** A list of Mux, page after page, until one is the last for certain. */
export async function* pagesOf<Item>(
  client: MuxClient,
  {
    path,
    query,
    schema,
    calling,
  }: {
    readonly path: string;
    readonly query?: Readonly<Record<string, string | readonly number[]>>;
    readonly schema: z.core.$ZodType<Item>;
    readonly calling: Calling;
  },
): AsyncGenerator<readonly Item[]> {
  const list = listOf(schema);
  let fullPage = smallestFullPage;
  for (let page = 1; page <= mostPages; page += 1) {
    const { body } = await client.request({
      method: "GET",
      path,
      query: { ...query, page, limit: pageSize },
      schema: list,
      ...calling,
    });
    if (body.data.length > 0) yield body.data;
    if (body.data.length < fullPage) return;
    fullPage = Math.max(fullPage, body.data.length);
  }
}

import type { ServerResponse } from "node:http";

/** What a page may leave unread before it is dropped. Bytes. */
const unreadBytes = 512 * 1024;
const maxPages = 50;
/** A page that reads nothing would hold up the end. Milliseconds. */
const goodbyeMs = 500;

/** Server-sent events to every page that is open. A page that stops reading is dropped: it connects again by itself. */
export class EventStream {
  readonly #pages = new Set<ServerResponse>();

  get pages(): number {
    return this.#pages.size;
  }

  /** Takes over the response, and greets it with `first`. */
  add(response: ServerResponse, first: readonly (readonly [name: string, data: unknown])[]): void {
    if (this.#pages.size >= maxPages) {
      response.writeHead(503, { "Retry-After": "5" }).end();
      return;
    }
    response.writeHead(200, { "Content-Type": "text/event-stream", "Cache-Control": "no-store" });
    this.#pages.add(response);
    response.on("close", () => this.#pages.delete(response));
    for (const [name, data] of first) this.#write(response, message(name, data));
  }

  send(name: string, data: unknown): void {
    const text = message(name, data);
    for (const page of this.#pages) this.#write(page, text);
  }

  /** Tells the pages that nothing more will come. */
  async end(): Promise<void> {
    const goodbyes = [...this.#pages].map(
      (page) =>
        new Promise<void>((resolve) => {
          page.on("close", resolve);
          page.end(message("goodbye", {}));
          setTimeout(() => page.destroy(), goodbyeMs).unref();
        }),
    );
    await Promise.all(goodbyes);
  }

  #write(page: ServerResponse, text: string): void {
    if (page.writableLength > unreadBytes) {
      this.#pages.delete(page);
      page.destroy();
      return;
    }
    page.write(text);
  }
}

function message(name: string, data: unknown): string {
  return `event: ${name}\ndata: ${JSON.stringify(data)}\n\n`;
}

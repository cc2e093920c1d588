import { readFile } from "node:fs/promises";
import { join } from "node:path";
import type { ChannelAdapter, PageSdk } from "./page-options.js";
import { pageRoot } from "./page-root.js";

const script = "text/javascript; charset=utf-8";
const parts: Readonly<Record<string, string>> = {
  "page.css": "text/css; charset=utf-8",
  "capture.js": script,
  "channel.js": script,
  "page.js": script,
  "picture.js": script,
  "session.js": script,
  "stage.js": script,
  "uploader.js": script,
};
/** The name under which an SDK file of this machine is served. */
const servedSdk = "agora-sdk.js";

const escapes: Readonly<Record<string, string>> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;" };
const escapeHtml = (text: string): string => text.replace(/[&<>"]/g, (character) => escapes[character] ?? "");

export interface PageFile {
  readonly type: string;
  readonly body: Uint8Array<ArrayBuffer>;
}

export interface PageFilesOptions {
  readonly sdk: PageSdk | null;
  readonly channelAdapter: ChannelAdapter | undefined;
  readonly audienceLatencyLevel: 1 | 2;
  readonly waitingText: string;
}

/** The page's files by name, each read once, when it is first asked for. */
export class PageFiles {
  readonly #options: PageFilesOptions;
  readonly #read = new Map<string, Promise<PageFile>>();

  constructor(options: PageFilesOptions) {
    this.#options = options;
  }

  /** `null` for a name that the page does not have. */
  async get(name: string): Promise<PageFile | null> {
    const known = this.#read.get(name);
    if (known !== undefined) return known;
    const source = this.#locate(name);
    if (source === null) return null;
    const reading = source.then(async ({ path, type }) => ({ type, body: new Uint8Array(await readFile(path)) }));
    this.#read.set(name, reading);
    // A file that could not be read may be there the next time.
    reading.catch(() => this.#read.delete(name));
    return reading;
  }

  async index(): Promise<PageFile> {
    const { sdk, audienceLatencyLevel, waitingText } = this.#options;
    const values: Readonly<Record<string, string>> = {
      sdk: sdk === null ? "" : "url" in sdk ? sdk.url : `./${servedSdk}`,
      latencyLevel: String(audienceLatencyLevel),
      waitingText,
    };
    const template = await readFile(join(pageRoot(), "index.html"), "utf8");
    const html = template.replace(/\{\{(\w+)\}\}/g, (_, name: string) => escapeHtml(values[name] ?? ""));
    return { type: "text/html; charset=utf-8", body: new TextEncoder().encode(html) };
  }

  #locate(name: string): Promise<{ path: string; type: string }> | null {
    const { sdk, channelAdapter } = this.#options;
    if (name === servedSdk && sdk !== null && "file" in sdk) return Promise.resolve({ path: sdk.file, type: script });
    if (name === "channel.js" && channelAdapter) return Promise.resolve({ path: channelAdapter.file, type: script });
    const type = Object.hasOwn(parts, name) ? parts[name] : undefined;
    return type === undefined ? null : Promise.resolve({ path: join(pageRoot(), name), type });
  }
}

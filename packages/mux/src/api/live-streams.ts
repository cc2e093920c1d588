import * as z from "zod/mini";
import { dataOf, listOf, liveStreamSchema, type MuxLiveStream, type PlaybackId } from "./answers.js";
import type { Calling, MuxClient } from "./mux-client.js";

const root = "/video/v1/live-streams";
const one = `${root}/{id}`;
/** Mux's maximum. */
const pageSize = 100;
/** What Mux gives when it is not told a size. Whatever it makes of ours, a page with fewer, or with fewer than another, is the last. */
const smallestFullPage = 10;
/** A million streams. An answer that repeats itself must not be read for ever. */
const mostPages = 10_000;

/** The calls on live streams. Each throws what the client throws. */
export class LiveStreams {
  readonly #client: MuxClient;

  constructor(client: MuxClient) {
    this.#client = client;
  }

  async create(body: object, calling: Calling): Promise<MuxLiveStream> {
    const schema = dataOf(liveStreamSchema);
    const response = await this.#client.request({ method: "POST", path: root, json: body, schema, ...calling });
    return response.body.data;
  }

  async get(id: string, calling: Calling): Promise<MuxLiveStream> {
    const schema = dataOf(liveStreamSchema);
    const pathParameters = { id };
    const response = await this.#client.request({ method: "GET", path: one, pathParameters, schema, ...calling });
    return response.body.data;
  }

  /** Page after page, until one is the last for certain. */
  async *pages(calling: Calling): AsyncGenerator<readonly MuxLiveStream[]> {
    let fullPage = smallestFullPage;
    for (let page = 1; page <= mostPages; page += 1) {
      const query = { page, limit: pageSize };
      const schema = listOf(liveStreamSchema);
      const { body } = await this.#client.request({ method: "GET", path: root, query, schema, ...calling });
      if (body.data.length > 0) yield body.data;
      if (body.data.length < fullPage) return;
      fullPage = Math.max(fullPage, body.data.length);
    }
  }

  async resetStreamKey(id: string, calling: Calling): Promise<MuxLiveStream> {
    const schema = dataOf(liveStreamSchema);
    const path = `${one}/reset-stream-key`;
    const { body } = await this.#client.request({ method: "POST", path, pathParameters: { id }, schema, ...calling });
    return body.data;
  }

  async createPlaybackId(id: string, policy: string, calling: Calling): Promise<PlaybackId> {
    const schema = dataOf(z.object({ id: z.string().check(z.minLength(1)) }));
    const path = `${one}/playback-ids`;
    const request = { method: "POST", path, pathParameters: { id }, json: { policy }, schema, ...calling } as const;
    const { body } = await this.#client.request(request);
    return { id: body.data.id, policy };
  }

  /** What answers without a body that matters. */
  async put(id: string, action: "complete" | "disable" | "enable", calling: Calling): Promise<void> {
    await this.#client.request({ method: "PUT", path: `${one}/${action}`, pathParameters: { id }, ...calling });
  }

  async delete(id: string, calling: Calling): Promise<void> {
    await this.#client.request({ method: "DELETE", path: one, pathParameters: { id }, ...calling });
  }
}

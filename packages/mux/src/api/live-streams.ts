import * as z from "zod/mini";
import { dataOf, liveStreamSchema, type MuxLiveStream, type PlaybackId } from "./answers.js";
import type { Calling, MuxClient } from "./mux-client.js";
import { pagesOf } from "./pages.js";

const root = "/video/v1/live-streams";
const one = `${root}/{id}`;
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

  /** All of the environment. */
  pages(calling: Calling): AsyncGenerator<readonly MuxLiveStream[]> {
    return pagesOf(this.#client, { path: root, schema: liveStreamSchema, calling });
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

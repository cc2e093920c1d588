import { assetSchema, dataOf, type MuxAsset } from "./answers.js";
import type { Calling, MuxClient } from "./mux-client.js";
import { pagesOf } from "./pages.js";

const root = "/video/v1/assets";
const one = `${root}/{id}`;

/** The calls on recordings. Each throws what the client throws. */
export class Assets {
  readonly #client: MuxClient;

  constructor(client: MuxClient) {
    this.#client = client;
  }

  async get(id: string, calling: Calling): Promise<MuxAsset> {
    const schema = dataOf(assetSchema);
    const pathParameters = { id };
    const { body } = await this.#client.request({ method: "GET", path: one, pathParameters, schema, ...calling });
    return body.data;
  }

  /** The recordings of one live stream. */
  async ofLiveStream(liveStreamId: string, calling: Calling): Promise<MuxAsset[]> {
    const found: MuxAsset[] = [];
    const query = { live_stream_id: liveStreamId };
    for await (const page of pagesOf(this.#client, { path: root, query, schema: assetSchema, calling })) {
      // A filter that were not honoured would offer the whole account for deletion.
      found.push(...page.filter((asset) => asset.liveStreamId === liveStreamId));
    }
    return found;
  }

  async setPassthrough(id: string, passthrough: string, calling: Calling): Promise<void> {
    await this.#client.request({
      method: "PATCH",
      path: one,
      pathParameters: { id },
      json: { passthrough },
      ...calling,
    });
  }

  async delete(id: string, calling: Calling): Promise<void> {
    await this.#client.request({ method: "DELETE", path: one, pathParameters: { id }, ...calling });
  }
}

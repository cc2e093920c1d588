import { createAwsIvsSimulator } from "@hybrid-stream/aws-ivs/simulator";
import { createCloudflareStreamSimulator } from "@hybrid-stream/cloudflare-stream/simulator";
import { createMuxSimulator } from "@hybrid-stream/mux/simulator";
import { serveCalls } from "../remote/rpc.js";
import type { SimulatorsApi } from "./simulators-api.js";

/** So much that no contender is ever refused. */
const plenty = 1_000_000_000;

const mux = createMuxSimulator({ quotas: { postPerSecond: plenty, postBurst: plenty, otherPerSecond: plenty } });
const cloudflare = createCloudflareStreamSimulator({ quotas: { requestsPerFiveMinutes: plenty } });
const ivs = createAwsIvsSimulator({ quotas: { requestsPerSecond: plenty } });

const api: SimulatorsApi = {
  async accounts() {
    const [muxServer, cloudflareServer, ivsServer] = await Promise.all([
      mux.listen(),
      cloudflare.listen(),
      ivs.listen(),
    ]);
    return {
      mux: { url: muxServer.url, ...mux.credentials },
      cloudflare: { apiBaseUrl: cloudflareServer.apiBaseUrl, ...cloudflare.credentials },
      ivs: { url: ivsServer.url, ...ivs.credentials },
    };
  },
};
serveCalls(api, async () => {
  await Promise.all([mux.close(), cloudflare.close(), ivs.close()]);
});

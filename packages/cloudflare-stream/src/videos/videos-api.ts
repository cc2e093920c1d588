import type { PacerPriority } from "@hybrid-stream/provider-kit";
import * as z from "zod/mini";
import type { StreamCall, StreamClient } from "../client/client-types.js";
import { enveloped } from "../client/envelope.js";
import { gone } from "../live-inputs/live-inputs-api.js";
import { createdAtOf, phaseOf, type Video, videoSchema } from "./video.js";

type Call = StreamCall & { readonly priority?: PacerPriority };

/** The broadcasts of the account. */
export interface Videos {
  /** Those of one input, the running one first. */
  ofInput(inputId: string, call: Call): Promise<Video[]>;
  /** Every broadcast that runs now: one request for each 1,000. */
  live(call: Call): Promise<Video[]>;
  /** `conflict` while it runs. One that is gone already is fine. */
  delete(videoId: string, call: Call): Promise<void>;
  /** A playback token by the API, for tests: it costs a call each. Sign locally instead. */
  requestToken(id: string, call: Call): Promise<string>;
}

const videoList = z.object({
  success: z.literal(true),
  result: z.array(videoSchema),
  // Cloudflare puts it beside the result, as a number or as its digits.
  total: z.catch(z.nullish(z.coerce.number()), null),
});
const root = "/accounts/{account}/stream";
const pageSize = 1000;
/** 10,000 broadcasts at once. More would not fit into the quota at the pace of observation. */
const mostPages = 10;

export function createVideos(client: StreamClient): Videos {
  const livePage = async (before: string | undefined, call: Call) => {
    const { body } = await client.request({
      method: "GET",
      path: root,
      operation: "listLiveVideos",
      kind: "read",
      priority: call.priority ?? "observe",
      query: { status: "live-inprogress", limit: pageSize, include_counts: true, end: before },
      call,
      schema: videoList,
    });
    return body;
  };

  return {
    async ofInput(input, call) {
      const { body } = await client.request({
        method: "GET",
        path: `${root}/live_inputs/{input}/videos`,
        parameters: { input },
        operation: "listVideos",
        kind: "read",
        priority: call.priority ?? "observe",
        call,
        schema: enveloped(z.array(videoSchema)),
      });
      return body.result;
    },
    async live(call) {
      const found = new Map<string, Video>();
      let before: string | undefined;
      for (let page = 0; page < mostPages; page += 1) {
        const { result, total } = await livePage(before, call);
        const known = found.size;
        for (const video of result) found.set(video.uid, video);
        const oldest = Math.min(...result.map(createdAtOf));
        // A page without anything new means that its bound was not understood.
        const more = result.length >= pageSize || (page === 0 && (total ?? 0) > result.length);
        if (!more || found.size === known || !(oldest > 0)) break;
        // One millisecond later, for those that began in the same one.
        before = new Date(oldest + 1).toISOString();
      }
      return [...found.values()].filter((video) => phaseOf(video) === "live");
    },
    delete: (video, call) =>
      gone(
        client.request({
          method: "DELETE",
          path: `${root}/{video}`,
          parameters: { video },
          operation: "deleteVideo",
          kind: "effect",
          priority: call.priority ?? "stop",
          call,
        }),
      ),
    async requestToken(video, call) {
      const { body } = await client.request({
        method: "POST",
        path: `${root}/{video}/token`,
        parameters: { video },
        operation: "requestToken",
        kind: "effect",
        priority: call.priority ?? "start",
        call,
        schema: enveloped(z.object({ token: z.string() })),
      });
      return body.result.token;
    },
  };
}

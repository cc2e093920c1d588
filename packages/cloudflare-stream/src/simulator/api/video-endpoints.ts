import { emptyAnswer, failureAnswer, notFound, resultAnswer } from "../http/answers.js";
import type { Endpoint } from "../http/endpoint.js";
import type { Account } from "../world/account.js";
import type { SimulatedVideo } from "../world/video.js";
import { apiRoot } from "./api-root.js";

const root = `${apiRoot}/stream`;
const mostVideos = 1000;

const newestFirst = (one: SimulatedVideo, other: SimulatedVideo): number =>
  other.created.getTime() - one.created.getTime();

/** Broadcasts, running and recorded. */
export function videoEndpoints(account: Account): Endpoint[] {
  return [
    {
      operation: "listInputVideos",
      method: "GET",
      path: `${root}/live_inputs/:input/videos`,
      permission: "read",
      respond({ parts }) {
        if (!account.inputs.has(parts.input ?? "")) return notFound();
        const videos = [...account.videos.values()].filter(({ liveInput }) => liveInput === parts.input);
        const isLive = ({ state }: SimulatedVideo): number => Number(state === "live-inprogress");
        return resultAnswer(videos.sort((one, other) => isLive(other) - isLive(one) || newestFirst(one, other)));
      },
    },
    {
      operation: "listVideos",
      method: "GET",
      path: root,
      permission: "read",
      respond({ url: { searchParams } }) {
        const status = searchParams.get("status");
        const input = searchParams.get("live_input_id");
        const end = Date.parse(searchParams.get("end") ?? searchParams.get("before") ?? "");
        const limit = Math.min(mostVideos, Number(searchParams.get("limit") ?? mostVideos));
        const fitting = [...account.videos.values()].filter(
          (video) =>
            (status === null || video.state === status) &&
            (input === null || video.liveInput === input) &&
            (Number.isNaN(end) || video.created.getTime() < end),
        );
        const page = fitting.sort(newestFirst).slice(0, limit);
        const counted = searchParams.get("include_counts") === "true";
        return resultAnswer(page, counted ? { range: page.length, total: String(fitting.length) } : {});
      },
    },
    {
      operation: "deleteVideo",
      method: "DELETE",
      path: `${root}/:video`,
      permission: "write",
      respond({ parts }) {
        const video = account.videos.get(parts.video ?? "");
        if (!video) return notFound();
        if (video.state === "live-inprogress") {
          return failureAnswer(409, 10_046, "The video is still live and cannot be deleted");
        }
        account.videos.delete(video.uid);
        return emptyAnswer(200);
      },
    },
    {
      operation: "storageUsage",
      method: "GET",
      path: `${root}/storage-usage`,
      permission: "read",
      respond: () =>
        resultAnswer({
          totalStorageMinutes: account.storedMinutes(),
          totalStorageMinutesLimit: account.storage.limitMinutes,
          videoCount: account.videos.size,
        }),
    },
  ];
}

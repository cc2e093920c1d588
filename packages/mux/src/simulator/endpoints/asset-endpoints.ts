import type { Clock } from "@hybrid-stream/spec";
import { data, empty, invalid, notFound } from "../http/answers.js";
import type { Call, Endpoint } from "../http/endpoint.js";
import type { Account } from "../world/account.js";
import type { SimulatedAsset } from "../world/simulated-asset.js";
import { pageOf } from "./pages.js";

const root = "/video/v1/assets";
/** What was delivered is told so late. */
const usageDelayMs = 12 * 3_600_000;

/** Recordings, and what was delivered of them. */
export function assetEndpoints(account: Account, clock: Clock): Endpoint[] {
  const onOne =
    (respond: (asset: SimulatedAsset, call: Call) => Response) =>
    (call: Call): Response => {
      const asset = account.assets.get(call.parts.id ?? "");
      return asset ? respond(asset, call) : notFound();
    };
  const of = ({ searchParams }: URL): SimulatedAsset[] => {
    const liveStreamId = searchParams.get("live_stream_id");
    return [...account.assets.values()].filter((asset) => liveStreamId === null || asset.liveStreamId === liveStreamId);
  };
  const usage = ({ url }: Call): Response => {
    const [from = 0, to = Number.POSITIVE_INFINITY] = url.searchParams.getAll("timeframe[]").map(Number);
    const told = of(url).filter(({ createdAt }) => {
      const at = createdAt.getTime();
      return at <= clock.now().getTime() - usageDelayMs && at >= from * 1000 && at < to * 1000;
    });
    const rows = told.map((asset) => ({
      asset_id: asset.id,
      live_stream_id: asset.liveStreamId,
      created_at: String(Math.floor(asset.createdAt.getTime() / 1000)),
      asset_state: asset.status,
      asset_duration: asset.durationSeconds ?? 0,
      delivered_seconds: asset.deliveredSeconds,
      delivered_seconds_by_resolution: { tier_720p: asset.deliveredSeconds },
    }));
    return data(pageOf(rows, url));
  };
  return [
    {
      operation: "listAssets",
      method: "GET",
      path: root,
      respond: ({ url }) => data(pageOf(of(url).reverse(), url).map((asset) => asset.view(true))),
    },
    { operation: "getAsset", method: "GET", path: `${root}/:id`, respond: onOne((asset) => data(asset.view(true))) },
    {
      operation: "updateAsset",
      method: "PATCH",
      path: `${root}/:id`,
      respond: onOne((asset, { body }) => {
        const passthrough = typeof body === "object" && body !== null ? Reflect.get(body, "passthrough") : undefined;
        if (typeof passthrough !== "string" || passthrough.length > 255)
          return invalid("Invalid parameter: passthrough");
        asset.passthrough = passthrough;
        return data(asset.view(true));
      }),
    },
    {
      operation: "deleteAsset",
      method: "DELETE",
      path: `${root}/:id`,
      respond: onOne((asset) => {
        account.deleteAsset(asset);
        return empty();
      }),
    },
    { operation: "listDeliveryUsage", method: "GET", path: "/video/v1/delivery-usage", respond: usage },
  ];
}

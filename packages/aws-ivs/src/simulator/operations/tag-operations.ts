import { emptyAnswer, jsonAnswer, type SimulatedAnswer } from "../http/answer.js";
import { IvsError } from "../http/ivs-errors.js";
import type { World } from "./operation.js";

/** `GET|POST|DELETE /tags/{resourceArn}`, for channels. */
export function tagOperation(
  { method, url, body }: { readonly method: string; readonly url: URL; readonly body: string },
  { account }: World,
): SimulatedAnswer {
  const arn = decodeURIComponent(url.pathname.slice("/tags/".length));
  const channel = account.channels.get(arn);
  if (!channel) throw new IvsError("ResourceNotFoundException", `Resource: ${arn} not found`);
  if (method === "GET") return jsonAnswer(200, { tags: channel.tags });
  if (method === "POST") {
    const { tags }: { tags?: unknown } = JSON.parse(body === "" ? "{}" : body);
    if (typeof tags !== "object" || tags === null) throw new IvsError("ValidationException", "Invalid value for tags");
    Object.assign(channel.tags, tags);
  } else {
    for (const key of url.searchParams.getAll("tagKeys")) delete channel.tags[key];
  }
  return emptyAnswer(200);
}

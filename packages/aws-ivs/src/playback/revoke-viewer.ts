import { StartViewerSessionRevocationCommand } from "@aws-sdk/client-ivs";
import { type CallContext, HybridStreamError, type LiveStreamHandle } from "@hybrid-stream/spec";
import { noSuchStream } from "../channel/find-channels.js";
import { anything } from "../client/answers.js";
import { dataOf, type IvsContext, scopeOf } from "../ivs-context.js";
import { ivsViewerId } from "./playback-token.js";

/**
 * Ends what a viewer watches, which the end of a token does not. It needs tokens with the viewer's id.
 *
 * @throws `request-rejected` without `includeViewerId`, `not-found`.
 */
export async function revokeViewer(
  context: IvsContext,
  { stream, viewerId }: { readonly stream: LiveStreamHandle; readonly viewerId: string },
  call: Pick<CallContext, "signal">,
): Promise<void> {
  const operation = "revokeViewer";
  const { ivs, settings } = context;
  const { channelArn } = dataOf(context, stream, operation);
  if (settings.token?.includeViewerId !== true || viewerId === "") {
    const message = "Only tokens with a viewer's id can be revoked: set playbackAuthorization.includeViewerId.";
    throw new HybridStreamError({
      code: "request-rejected",
      message,
      provider: settings.id,
      operation,
      field: "viewerId",
    });
  }
  if (channelArn === undefined) throw noSuchStream(settings.id, operation);
  await ivs.request(
    {
      vendorOperation: "StartViewerSessionRevocation",
      kind: "effect",
      schema: anything,
      send: (client, options) =>
        client.send(new StartViewerSessionRevocationCommand({ channelArn, viewerId: ivsViewerId(viewerId) }), options),
    },
    scopeOf(operation, call, "stop"),
  );
}

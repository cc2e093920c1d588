import { PutMetadataCommand } from "@aws-sdk/client-ivs";
import { type CallContext, HybridStreamError, type LiveStreamHandle } from "@hybrid-stream/spec";
import { noSuchStream } from "./channel/find-channels.js";
import { anything } from "./client/answers.js";
import { errorOfAbort } from "./client/call-error.js";
import { causeOf } from "./client/request-timeout.js";
import { dataOf, type IvsContext, scopeOf } from "./ivs-context.js";

/** The guide says 1 KB; whether that is 1,000 or 1,024 bytes is not said. */
const mostBytes = 1000;

/**
 * Puts a text into the live media, for players of AWS's to read.
 *
 * @throws `request-rejected` for more than 1,000 bytes, `conflict` when the stream is not live, `not-found`.
 */
export async function putMetadata(
  context: IvsContext,
  { stream, text }: { readonly stream: LiveStreamHandle; readonly text: string },
  call: Pick<CallContext, "signal">,
): Promise<void> {
  const operation = "putMetadata";
  const { ivs, settings } = context;
  const { channelArn } = dataOf(context, stream, operation);
  const bytes = Buffer.byteLength(text);
  if (bytes === 0 || bytes > mostBytes) {
    const message = `Timed metadata takes 1 to ${mostBytes} bytes of UTF-8; this text has ${bytes}.`;
    throw new HybridStreamError({ code: "request-rejected", message, provider: settings.id, operation, field: "text" });
  }
  if (channelArn === undefined) throw noSuchStream(settings.id, operation);
  const identity = { provider: settings.id, operation, vendorOperation: "PutMetadata", kind: "read" } as const;
  // The channel has a quota of its own, beside the account's.
  await ivs.metadataPace
    .of(channelArn)
    .acquire({ priority: "observe", signal: call.signal })
    .catch(() => {
      throw errorOfAbort(causeOf(call.signal), identity);
    });
  await ivs.request(
    {
      vendorOperation: "PutMetadata",
      kind: "effect",
      schema: anything,
      send: (client, options) => client.send(new PutMetadataCommand({ channelArn, metadata: text }), options),
    },
    scopeOf(operation, call, "observe"),
  );
}

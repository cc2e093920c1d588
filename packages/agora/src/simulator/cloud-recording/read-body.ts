import * as z from "zod/mini";
import { badParameter } from "./recording-errors.js";
import { envelopeSchema } from "./request-schemas.js";

const english = z.locales.en().localeError;

/** A POST's body as it was understood. */
export interface RecordingRequest<ClientRequest> {
  readonly cname: string;
  readonly uid: string;
  readonly clientRequest: ClientRequest;
  /** As it was sent. */
  readonly sent: object;
}

function refusal(error: z.core.$ZodError, prefix: readonly string[]): Response {
  const issue = error.issues[0];
  return badParameter(`invalid parameter ${[...prefix, ...(issue?.path ?? [])].join(".")}: ${issue?.message ?? ""}`);
}

/** Reads the body of a POST; a `Response` is what to answer to a wrong one. */
export function readBody<Schema extends z.core.$ZodType>(
  body: unknown,
  schema: Schema,
): RecordingRequest<z.output<Schema>> | Response {
  const envelope = z.safeParse(envelopeSchema, body, { error: english });
  if (!envelope.success) return refusal(envelope.error, []);
  const { cname, uid, clientRequest: sent } = envelope.data;
  const read = z.safeParse(schema, sent, { error: english });
  return read.success ? { cname, uid, clientRequest: read.data, sent } : refusal(read.error, ["clientRequest"]);
}

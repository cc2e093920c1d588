import * as z from "zod/mini";
import { channelArn } from "../client/answers.js";

const word = z.catch(z.nullable(z.string()), null);

/** An event of IVS as EventBridge delivers it. What is not needed to wake somebody may be missing. */
export const ivsEvent = z.object({
  id: z.string().check(z.minLength(1), z.maxLength(200)),
  source: z.literal("aws.ivs"),
  "detail-type": z.string(),
  time: z.string().check(z.refine((text) => !Number.isNaN(Date.parse(text)), "it must be a date")),
  resources: z.catch(z.array(z.string()), []),
  detail: z.catch(
    z.object({
      event_name: word,
      limit_name: word,
      recording_status: word,
      recording_s3_key_prefix: word,
      recording_duration_ms: z.catch(z.nullable(z.number().check(z.minimum(0))), null),
      stream_id: word,
    }),
    {
      event_name: null,
      limit_name: null,
      recording_status: null,
      recording_s3_key_prefix: null,
      recording_duration_ms: null,
      stream_id: null,
    },
  ),
});
export type IvsEvent = z.output<typeof ivsEvent>;

/** The channel that it is about; `null` for the limits of the whole account. */
export function channelOf({ resources }: IvsEvent): string | null {
  const read = z.safeParse(channelArn, resources[0]);
  return read.success ? read.data : null;
}

/** The field that holds an event's name depends on its type. Source: the user guide's page on EventBridge. */
export function nameOf({ "detail-type": type, detail }: IvsEvent): string | null {
  switch (type) {
    case "IVS Stream State Change":
    case "IVS Stream Health Change":
      return detail.event_name;
    case "IVS Limit Breach":
      return detail.limit_name;
    case "IVS Recording State Change":
      return detail.recording_status;
    default:
      return null;
  }
}

import * as z from "zod/mini";

const text = z.optional(z.catch(z.nullish(z.string()), null));
/** Lists carry numbers as strings. */
const seconds = z.optional(z.catch(z.nullish(z.coerce.number()), null));
const id = z.string().check(z.minLength(1), z.maxLength(256));

/** The answer to a create and an update. */
export const createdSchema = z.looseObject({ converter: z.looseObject({ id, state: text }) });

/** The answer to a get: with `converter` around it or without. */
export const gottenSchema = z.pipe(
  z.looseObject({ converter: z.optional(z.nullish(z.looseObject({ state: text }))), state: text }),
  z.transform((body) => ({ state: (body.converter ?? body).state ?? null })),
);

/** One page of a list. Members are read one by one, so that a strange one does not hide the others. */
export const pageSchema = z.looseObject({
  success: z.optional(z.unknown()),
  data: z.looseObject({
    cursor: z.optional(z.catch(z.nullish(z.coerce.string()), null)),
    members: z.optional(z.nullish(z.array(z.unknown()))),
  }),
});

const memberSchema = z.object({
  converterId: id,
  converterName: text,
  rtcChannel: text,
  state: text,
  /** Holds the stream key: only ever compared. */
  rtmpUrl: text,
  create: seconds,
});

/** A converter in a list. */
export interface ListedConverter {
  readonly converterId: string;
  readonly name: string;
  readonly rtcChannel: string | null;
  readonly state: string | null;
  readonly rtmpUrl: string | null;
  readonly createdAt: Date | null;
}

function dateOf(value: number | null | undefined): Date | null {
  if (value == null || !(value > 0) || value > 8.64e15) return null;
  return new Date(value < 1e11 ? value * 1000 : value);
}

/** `null` for a member that cannot be read. */
export function readMember(member: unknown): ListedConverter | null {
  const read = z.safeParse(memberSchema, member);
  if (!read.success) return null;
  const { converterId, converterName, rtcChannel, state, rtmpUrl, create } = read.data;
  return {
    converterId,
    name: converterName ?? "",
    rtcChannel: rtcChannel ?? null,
    state: state ?? null,
    rtmpUrl: rtmpUrl ?? null,
    createdAt: dateOf(create),
  };
}

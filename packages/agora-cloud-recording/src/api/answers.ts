import * as z from "zod/mini";

const id = z.string().check(z.minLength(1), z.maxLength(4096));

export const acquiredSchema = z.looseObject({ resourceId: id });
export const startedSchema = z.looseObject({ sid: id });

export type Acquired = z.output<typeof acquiredSchema>;
export type Started = z.output<typeof startedSchema>;

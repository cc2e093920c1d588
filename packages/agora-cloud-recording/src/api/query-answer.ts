import * as z from "zod/mini";

const text = z.optional(z.catch(z.nullish(z.string()), null));
const number = z.optional(z.catch(z.nullish(z.number()), null));
const lenientArray = z.optional(z.catch(z.nullish(z.array(z.unknown())), null));

const service = z.looseObject({
  serviceName: z.string(),
  payload: z.optional(
    z.catch(z.nullish(z.looseObject({ state: text, outputs: lenientArray, fileList: lenientArray })), null),
  ),
});
const output = z.looseObject({ status: text });
const file = z.looseObject({
  fileName: text,
  filename: text,
  trackType: text,
  uid: text,
  mixedAllUser: z.optional(z.catch(z.nullish(z.boolean()), null)),
  isPlayable: z.optional(z.catch(z.nullish(z.boolean()), null)),
  sliceStartTime: number,
});

const serverResponse = z.looseObject({
  status: number,
  fileList: z.optional(z.unknown()),
  uploadingStatus: text,
  extensionServiceState: lenientArray,
});

export const queriedSchema = z.looseObject({
  serverResponse: z.optional(z.catch(z.nullish(serverResponse), null)),
});

/** The answer to a query, or to a stop. Everything in it may be missing. */
export type Queried = z.output<typeof queriedSchema>;

/** A file that the recorder has written. What the vendor does not tell is `null`. */
export interface RecordedFile {
  readonly fileName: string;
  readonly trackType: string | null;
  readonly uid: string | null;
  readonly mixedAllUsers: boolean | null;
  readonly isPlayable: boolean | null;
  /** When its first slice begins. */
  readonly startsAt: Date | null;
}

function readFile(value: unknown): RecordedFile | null {
  const read = z.safeParse(file, value);
  const fileName = read.success ? (read.data.fileName ?? read.data.filename ?? "") : "";
  if (!read.success || fileName === "") return null;
  const { trackType, uid, mixedAllUser, isPlayable, sliceStartTime } = read.data;
  const startsAt = sliceStartTime == null ? null : new Date(sliceStartTime);
  return {
    fileName,
    trackType: trackType ?? null,
    uid: uid ?? null,
    mixedAllUsers: mixedAllUser ?? null,
    isPlayable: isPlayable ?? null,
    startsAt: startsAt === null || Number.isNaN(startsAt.getTime()) ? null : startsAt,
  };
}

/** The list of files, which is a text (one playlist), a list of objects, or JSON in a text; empty when there is none. */
export function filesOf(answer: Queried): RecordedFile[] {
  const { fileList } = answer.serverResponse ?? {};
  const web = servicesOf(answer).flatMap(({ fileList: files }) => files);
  if (typeof fileList === "string" && fileList.trim() !== "") {
    const parsed = parseList(fileList);
    return [...(parsed ?? [{ fileName: fileList }]), ...web].flatMap((each) => readFile(each) ?? []);
  }
  return [...(Array.isArray(fileList) ? fileList : []), ...web].flatMap((each) => readFile(each) ?? []);
}

function parseList(list: string): unknown[] | null {
  if (!list.trimStart().startsWith("[")) return null;
  try {
    const value: unknown = JSON.parse(list);
    return Array.isArray(value) ? value : null;
  } catch {
    return null;
  }
}

/** One service of a web recording. */
export interface ServiceState {
  readonly name: string;
  readonly state: string | null;
  /** The status of each RTMP output; the addresses, which hold keys, are not read. */
  readonly outputs: readonly string[];
  readonly fileList: readonly unknown[];
}

/** All services that the answer names, whatever their order. */
export function servicesOf(answer: Queried): ServiceState[] {
  return (answer.serverResponse?.extensionServiceState ?? []).flatMap((value) => {
    const read = z.safeParse(service, value);
    if (!read.success) return [];
    const { serviceName: name, payload } = read.data;
    const outputs = (payload?.outputs ?? []).map((each) => {
      const one = z.safeParse(output, each);
      return (one.success && one.data.status) || "unknown";
    });
    return [{ name, state: payload?.state ?? null, outputs, fileList: payload?.fileList ?? [] }];
  });
}

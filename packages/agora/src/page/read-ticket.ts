import * as z from "zod/mini";

const longestBody = 4_096;
const schema = z.object({ ticket: z.string() });

/** The ticket in the body of a request for a token, or "" when there is none: that is not a valid ticket either. */
export async function readTicket(request: Request): Promise<string> {
  if (request.body === null) return "";
  const reader = request.body.getReader();
  const pieces: Uint8Array[] = [];
  let size = 0;
  for (let next = await reader.read(); !next.done; next = await reader.read()) {
    size += next.value.length;
    if (size > longestBody) {
      await reader.cancel();
      return "";
    }
    pieces.push(next.value);
  }
  try {
    const parsed = schema.safeParse(JSON.parse(Buffer.concat(pieces).toString("utf8")));
    return parsed.success ? parsed.data.ticket : "";
  } catch {
    return "";
  }
}

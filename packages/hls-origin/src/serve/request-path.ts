/** What a viewer's address asks for, before anything is looked up. */
export interface RequestedPath {
  readonly streamId: string;
  /** `null`: the address carries none. */
  readonly token: string | null;
  /** Below the stream: `index.m3u8`, `p0/source/3.m4s`. Looked up in tables only, never on the disk. */
  readonly file: string;
  /** The viewer's session; `null` when there is none. */
  readonly sessionId: string | null;
}

const publicPath = /^\/live\/([a-z0-9-]{1,64})\/([a-z0-9./-]{1,200})$/;
const tokenPath = /^\/v\/([\w-]{1,100})\/([a-z0-9-]{1,64})\/([a-z0-9./-]{1,200})$/;

/** Reads a request's address. `basePath` is what the host mounted the origin below: `/hls`, or empty. */
export function parseRequestPath(url: string, basePath: string): RequestedPath | null {
  const question = url.indexOf("?");
  const path = question < 0 ? url : url.slice(0, question);
  const sessionId = question < 0 ? null : (/(?:^|&)s=([\w-]{12})(?:&|$)/.exec(url.slice(question + 1))?.[1] ?? null);
  const below = basePath !== "" && path.startsWith(`${basePath}/`) ? path.slice(basePath.length) : path;
  const open = publicPath.exec(below);
  if (open?.[1] !== undefined && open[2] !== undefined) {
    return { streamId: open[1], token: null, file: open[2], sessionId };
  }
  const [, token, streamId, file] = tokenPath.exec(below) ?? [];
  if (token === undefined || streamId === undefined || file === undefined) return null;
  return { streamId, token, file, sessionId };
}

import { execFile } from "node:child_process";
import { promisify } from "node:util";

/** What wrk counted. */
export interface WrkCount {
  readonly requestsPerSecond: number;
}

/**
 * Asks for one address as fast as it is answered.
 *
 * @throws Error when an answer was an error, or a connection broke: such a count says nothing.
 */
export async function runWrk(request: {
  readonly program: string;
  readonly url: string;
  readonly connections: number;
  readonly seconds: number;
}): Promise<WrkCount> {
  const { program, url, connections, seconds } = request;
  const args = ["-t1", `-c${connections}`, `-d${seconds}s`, url];
  const { stdout } = await promisify(execFile)(program, args);
  const counted = Number(/^Requests\/sec:\s+([\d.]+)/m.exec(stdout)?.[1]);
  const trouble = /Non-2xx or 3xx responses.*|Socket errors.*/.exec(stdout)?.[0];
  if (trouble !== undefined || !Number.isFinite(counted)) {
    throw new Error(`wrk at ${new URL(url).pathname}: ${trouble ?? "no count"}`);
  }
  return { requestsPerSecond: counted };
}

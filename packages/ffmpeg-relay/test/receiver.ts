import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdtempSync, readFileSync, rmSync, statSync } from "node:fs";
import { type AddressInfo, createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type IngestEndpoint, Secret } from "@hybrid-stream/spec";
import { waitUntil } from "@hybrid-stream/testkit";

/** A key that no log, error or hint may show. */
export const testKey = "k3y-that-nobody-may-see";

/** A temporary folder, removed by `remove`. */
export function temporaryFolder(): { readonly path: string; remove(): void } {
  const path = mkdtempSync(join(tmpdir(), "ffmpeg-relay-"));
  return { path, remove: () => rmSync(path, { recursive: true, force: true }) };
}

/** A port that was free a moment ago: FFmpeg cannot say which one it took. */
export async function freePort(): Promise<number> {
  const server = createServer();
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, "close");
  return port;
}

export function ingestAt(port: number, scheme = "rtmp"): IngestEndpoint {
  return { url: `${scheme}://127.0.0.1:${port}/live`, streamKey: new Secret(testKey), keyId: "key-1" };
}

function isListening(port: number): boolean {
  const local = `:${port.toString(16).toUpperCase().padStart(4, "0")} `;
  return readFileSync("/proc/net/tcp", "utf8")
    .split("\n")
    .some((line) => line.includes(local) && line.includes(" 0A "));
}

/** A real RTMP server for one publisher: FFmpeg, which writes what it gets to a file. */
export class Receiver {
  readonly file: string;
  readonly ingest: IngestEndpoint;
  readonly #child: ChildProcess;

  private constructor(child: ChildProcess, file: string, port: number) {
    this.#child = child;
    this.file = file;
    this.ingest = ingestAt(port);
  }

  static async start(folder: string, ffmpeg: string): Promise<Receiver> {
    const port = await freePort();
    const file = join(folder, `${port}.flv`);
    const url = `rtmp://127.0.0.1:${port}/live/${testKey}`;
    const words = ["-nostdin", "-loglevel", "error", "-f", "flv", "-listen", "1", "-i", url, "-c", "copy"];
    const child = spawn(ffmpeg, [...words, "-flush_packets", "1", "-y", "-f", "flv", file], {
      stdio: ["ignore", "ignore", "ignore"],
    });
    await waitUntil(() => isListening(port), { what: "the RTMP server" });
    return new Receiver(child, file, port);
  }

  get pid(): number {
    return this.#child.pid ?? 0;
  }

  /** Waits until so many bytes of media have come. */
  async has(bytes: number): Promise<void> {
    await waitUntil(() => existsSync(this.file) && statSync(this.file).size >= bytes, { what: `${bytes} bytes` });
  }

  /** Waits for the end of the publish, after which the file is whole. */
  async ended(): Promise<void> {
    if (this.#child.exitCode === null && this.#child.signalCode === null) await once(this.#child, "exit");
  }

  async kill(): Promise<void> {
    this.#child.kill("SIGKILL");
    await this.ended();
  }
}

import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { createServer, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { waitUntil } from "@hybrid-stream/testkit";

/** What the stand-in tells; see loopback-channel.js. */
export interface LoopbackFact {
  readonly joined?: { readonly channel: string; readonly token: string; readonly uid: number };
  readonly renewed?: string;
  readonly left?: true;
  readonly did?: string;
  readonly problem?: string;
  readonly width?: number;
  readonly height?: number;
}

export interface LoopbackCommand {
  readonly name: "publish" | "unpublish" | "scale" | "expire" | "drop";
  readonly [argument: string]: string | number;
}

export interface LoopbackControl {
  readonly adapter: { readonly file: string; readonly connectTo: readonly string[] };
  readonly facts: LoopbackFact[];
  /** Sent to the page that is in the channel; resolves when it has done it. */
  command(command: LoopbackCommand): Promise<void>;
  until(what: string, holds: (facts: readonly LoopbackFact[]) => boolean, timeoutMs?: number): Promise<void>;
  close(): Promise<void>;
}

/** The test's hand inside the page: sends commands to the stand-in channel and hears what it tells. */
export async function startLoopbackControl(): Promise<LoopbackControl> {
  const facts: LoopbackFact[] = [];
  let page: ServerResponse | null = null;
  const server = createServer((request, response) => {
    response.setHeader("access-control-allow-origin", "*");
    if (request.method === "POST") {
      let body = "";
      request.on("data", (piece) => {
        body += piece;
      });
      request.on("end", () => {
        facts.push(JSON.parse(body));
        response.end();
      });
      return;
    }
    response.writeHead(200, { "content-type": "text/event-stream", "cache-control": "no-store" });
    response.write(":\n\n");
    page = response;
    response.on("close", () => {
      if (page === response) page = null;
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const folder = await mkdtemp(join(tmpdir(), "loopback-channel-"));
  const file = join(folder, "channel.js");
  const script = await readFile(new URL("./loopback-channel.js", import.meta.url), "utf8");
  await writeFile(file, script.replace("{{control}}", origin));
  const until: LoopbackControl["until"] = (what, holds, timeoutMs = 60_000) =>
    waitUntil(() => holds(facts), { what, timeoutMs, intervalMs: 50 });
  return {
    adapter: { file, connectTo: [origin] },
    facts,
    until,
    async command(command) {
      await waitUntil(() => page !== null, { what: "a page in the channel", timeoutMs: 60_000, intervalMs: 50 });
      const from = facts.length;
      page?.write(`data: ${JSON.stringify(command)}\n\n`);
      await until(`the page to ${command.name}`, () => facts.slice(from).some(({ did }) => did === command.name));
      const problem = facts.slice(from).find((fact) => fact.problem !== undefined)?.problem;
      if (problem !== undefined) throw new Error(problem);
    },
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
      await rm(folder, { recursive: true, force: true });
    },
  };
}

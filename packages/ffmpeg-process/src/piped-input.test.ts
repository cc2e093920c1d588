import { afterAll, describe, expect, it } from "vitest";
import { standIn, temporaryFolder } from "../test/stand-in.js";
import { waitFor } from "../test/wait-for.js";
import { startFfmpeg } from "./start-ffmpeg.js";

const folder = temporaryFolder();
afterAll(() => folder.remove());

function pipe(name: string, body: string, input: AsyncIterable<Uint8Array>) {
  return startFfmpeg({ tools: standIn(folder.path, name, body), args: [], name, input });
}

describe("piped input", () => {
  it("reaches descriptor 4 whole and in order, and its end is seen", async () => {
    async function* numbers() {
      for (let line = 0; line < 50_000; line += 1) yield Buffer.from(`${line}\n`);
    }
    const running = pipe("sum", "cksum <&4 >&2", numbers());
    expect(await running.exited).toMatchObject({ kind: "source-ended", code: 0 });
    const text = Array.from({ length: 50_000 }, (_, line) => `${line}\n`).join("");
    expect(running.stderrTail.at(-1)).toMatch(new RegExp(` ${text.length}$`));
  });

  it("is not read faster than FFmpeg reads", async () => {
    let given = 0;
    let released = false;
    async function* endless() {
      try {
        for (;;) {
          given += 1;
          yield new Uint8Array(65_536);
        }
      } finally {
        released = true;
      }
    }
    const running = pipe("unread", "echo ready >&2\nexec sleep 60", endless());
    await waitFor("the start", () => running.stderrTail.includes("ready"));
    await running.stop();
    expect(given).toBeLessThan(64);
    await waitFor("the source's release", () => released, 2_000);
  });

  it("does not outlive FFmpeg when the source never answers", async () => {
    async function* silent() {
      yield new Uint8Array(1);
      await new Promise(() => {});
    }
    expect(await pipe("gone", "exit 0", silent()).exited).toMatchObject({ kind: "source-ended" });
  });

  it("tells a source that throws from one that ends", async () => {
    // biome-ignore lint/correctness/useYield: it throws before it could.
    async function* broken(): AsyncGenerator<Uint8Array> {
      throw new Error("rtmp://h/app/secret-in-a-message");
    }
    const exit = await pipe("reader", "cat <&4 >/dev/null", broken()).exited;
    expect(exit.kind).toBe("source-unreadable");
    expect(exit.reason).not.toContain("secret");
  });
});

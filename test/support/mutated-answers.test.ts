import { HybridStreamError } from "@hybrid-stream/spec";
import { describe, expect, it } from "vitest";
import { type MutationBench, mutatedAnswer, readMutatedAnswers, seededRandom } from "./mutated-answers.js";

const right = { stream: { id: "s-1", state: "running", viewers: [1, 2] } };
const unreadable = (): HybridStreamError =>
  new HybridStreamError({ code: "unexpected-response", provider: "example", message: "example: no JSON." });

/** The run over one call of a client that somebody wrote. */
const runOf = (call: (bench: MutationBench) => Promise<unknown>, seed = 1) =>
  readMutatedAnswers({
    seed,
    total: 300,
    secrets: ["key-of-the-show"],
    providers: ["example"],
    rightAnswer: () => right,
    errorAnswer: () => ({ message: "no such key: key-of-the-show" }),
    open: (bench) => ({ calls: [() => call(bench)], close: async () => {} }),
  });

const ask = async ({ fetch }: MutationBench): Promise<string> => {
  const response = await fetch("https://api.example/streams/1");
  return response.text().catch(() => "");
};

describe("a run of mutated answers", () => {
  it("passes a client that reads what it can and refuses the rest", async () => {
    const report = await runOf(async (bench) => {
      const text = await ask(bench);
      if (!text.startsWith('{"stream"') || text.includes("key-of-the-show")) throw unreadable();
      return { read: text.length };
    });
    expect(report.wrong).toEqual([]);
    expect(report.answers).toBeGreaterThanOrEqual(300);
    expect(report.read).toBeGreaterThan(30);
    expect(report.refused["unexpected-response"]).toBeGreaterThan(30);
  });

  it.each<[string, (bench: MutationBench) => Promise<unknown>, string]>([
    ["throws what JSON.parse throws", async (bench) => JSON.parse(await ask(bench)), "SyntaxError"],
    ["returns the vendor's words", ask, "a secret came out"],
    [
      "logs them",
      async (bench) => bench.logger.warn({ answer: await ask(bench) }, "what is this?"),
      "a secret came out",
    ],
    ["never comes back", (bench) => ask(bench).then(() => new Promise(() => {})), "it hangs"],
    [
      "speaks for another provider",
      async () => {
        throw new HybridStreamError({ code: "unexpected-response", provider: "other", message: "no" });
      },
      "other",
    ],
  ])("finds a client that %s", async (_, call, complaint) => {
    const asking = (bench: MutationBench) => ask(bench).then(() => call(bench));
    const report = await runOf(asking);
    expect(report.wrong.join("\n")).toContain(complaint);
    expect(report.wrong[0]).toMatch(/^seed 1, customer \d+, call 0: /);
  });

  it("does the same damage for the same seed, and other for another", async () => {
    const damage = async (seed: number) => {
      const random = seededRandom(seed);
      const answers = Array.from({ length: 50 }, () => mutatedAnswer(right, random));
      return answers.map(({ response, text }) => [response.status, response.headers.get("content-type"), text]);
    };
    expect(await damage(7)).toEqual(await damage(7));
    expect(await damage(7)).not.toEqual(await damage(8));
  });
});

import { afterEach, expect, it } from "vitest";
import { type CaptureServer, type PageFacts, startCaptureServer } from "./capture-server.js";

let server: CaptureServer | null = null;
afterEach(() => server?.close());

async function tell(facts: object) {
  const told: PageFacts[] = [];
  server = await startCaptureServer({
    handlePageRequest: async () => new Response(null, { status: 404 }),
    onMedia: async () => {},
    onFacts: (each) => told.push(each),
    maxPieceBytes: 1,
  });
  const { status } = await fetch(`${server.baseUrl}state`, { method: "POST", body: JSON.stringify(facts) });
  return { status, told };
}

const facts = { session: "connecting", hosts: 0, problem: null, failure: "recorder" };

it.each([[23], ["<b>not a code</b>"], ["x".repeat(81)], [{}]])(
  "hears of a failure though the problem beside it is %j",
  async (problem) => {
    const { status, told } = await tell({ ...facts, problem });
    expect({ status, told }).toEqual({ status: 204, told: [{ ...facts, problem: "unknown" }] });
  },
);

it("takes no facts that it does not know", async () => {
  expect(await tell({ ...facts, session: "elsewhere" })).toEqual({ status: 400, told: [] });
});

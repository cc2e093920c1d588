import { expect, it } from "vitest";
import { readDamagedAnswers } from "../../test/mutation-run.js";

const total = 50_000;

// Ten minutes are for a machine that does much else: alone it takes about half a minute.
it(`reads ${total} damaged answers to starts as an error of ours or as what they can mean`, {
  timeout: 600_000,
}, async () => {
  expect(await readDamagedAnswers({ seed: 20_261_123, total, calls: "starts" })).toEqual([]);
});

import { expect, it } from "vitest";
import { catchError } from "../../test/catch-error.js";
import { optionOrEnvironment } from "./option-or-environment.js";

const read = (option: string | undefined, env?: Record<string, string | undefined>) =>
  optionOrEnvironment({ option, field: "appId", variable: "AGORA_APP_ID", ...(env ? { env } : {}) });

it("prefers the option", () => {
  expect(read("mine", { AGORA_APP_ID: "theirs" })).toBe("mine");
});

it("falls back to the variable, without the line break that files leave behind", () => {
  expect(read(undefined, { AGORA_APP_ID: "theirs\n" })).toBe("theirs");
  expect(read(" ", { AGORA_APP_ID: "theirs" })).toBe("theirs");
});

it("reads the environment of the process by default", () => {
  expect(optionOrEnvironment({ option: undefined, field: "path", variable: "PATH" })).toBe(process.env.PATH);
});

it.each([{}, { AGORA_APP_ID: "" }, { AGORA_APP_ID: " " }])("names both when neither is set: %j", async (env) => {
  const error = await catchError(() => read(undefined, env));
  expect(error).toMatchObject({ code: "invalid-options", field: "appId" });
  expect(error.message).toContain('"appId"');
  expect(error.message).toContain("AGORA_APP_ID");
});

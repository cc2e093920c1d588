import { expect, it } from "vitest";
import { checkRequest, type RecordedRequest } from "./check-request.js";
import { type Contract, contractProblems, readContract } from "./contract-schema.js";

const contract: Contract = {
  vendor: "Example",
  operations: [
    {
      name: "create",
      method: "POST",
      host: "api.{region}.example",
      path: "/v1/things",
      source: "model",
      headers: { type: "object", fields: { "once-key": { type: "string", maximum: 4 } } },
      body: {
        type: "object",
        required: ["name"],
        fields: {
          name: { type: "string", minimum: 1, maximum: 5, pattern: "[a-z]+" },
          size: { type: "integer", minimum: 1, maximum: 9, nullable: true },
          mode: { type: "string", values: ["on", "off"] },
          list: { type: "array", maximum: 2, items: { type: "boolean" } },
          tags: { type: "map", maximum: 1, items: { type: "string" } },
          deep: { type: "object", fields: { ratio: { type: "number" } } },
          free: { type: "object" },
        },
      },
    },
    { name: "get", method: "GET", host: "api.{region}.example", path: "/v1/things/{id}", source: "model" },
    {
      name: "list",
      method: "GET",
      host: "api.{region}.example",
      path: "/v1/things",
      source: "model",
      query: {
        type: "object",
        fields: {
          limit: { type: "integer", maximum: 100 },
          all: { type: "boolean" },
          "ids[]": { type: "array", items: { type: "string", pattern: "i.*" } },
        },
      },
    },
    { name: "count", method: "GET", host: "api.{region}.example", path: "/v1/things/count", source: "guide" },
  ],
};

const json = { "content-type": "application/json" };
function check(method: string, path: string, body?: unknown, headers: RecordedRequest["headers"] = json) {
  const url = `https://api.east.example${path}`;
  return checkRequest(contract, { method, url, headers, body: body === undefined ? "" : JSON.stringify(body) });
}

it("finds the operation by method, host and path", () => {
  expect(check("GET", "/v1/things/42")).toEqual({ operation: "get", problems: [] });
  expect(check("GET", "/v1/things/count").operation).toBe("count");
  expect(check("PUT", "/v1/things/42").operation).toBeNull();
  expect(check("GET", "/v1/things/42/more").operation).toBeNull();
  expect(check("GET", "/v1/other").problems).toEqual(["Example has no operation GET api.east.example/v1/other"]);
  const elsewhere = { method: "GET", url: "https://other.example/v1/things", headers: {}, body: "" };
  expect(checkRequest(contract, elsewhere).operation).toBeNull();
});

it("accepts a body that fits, whichever fields it has", () => {
  const whole = {
    name: "abc",
    size: null,
    mode: "on",
    list: [true],
    tags: { a: "b" },
    deep: { ratio: 0.5 },
    free: { x: 1 },
  };
  expect(check("POST", "/v1/things", whole)).toEqual({ operation: "create", problems: [] });
  expect(check("POST", "/v1/things", { name: "a" }, { ...json, "once-key": "1" }).problems).toEqual([]);
});

it.each<[string, unknown, string]>([
  ["a missing field", { size: 1 }, "create: body.name is missing"],
  ["an unknown field", { name: "a", nmae: "b" }, "create: body.nmae is not a field that the vendor knows"],
  ["another type", { name: 5 }, "create: body.name must be of type string"],
  ["a fraction", { name: "a", size: 1.5 }, "create: body.size must be of type integer"],
  ["null where it may not be", { name: null }, "create: body.name must be of type string"],
  ["too long", { name: "abcdef" }, "create: body.name is above 5"],
  ["too small", { name: "a", size: 0 }, "create: body.size is below 1"],
  ["outside the pattern", { name: "ab1" }, "create: body.name does not fit its pattern"],
  ["a value of another list", { name: "a", mode: "auto" }, "create: body.mode must be one of on, off"],
  ["too many entries", { name: "a", list: [true, true, true] }, "create: body.list is above 2"],
  ["a wrong entry", { name: "a", list: [true, "no"] }, "create: body.list[1] must be of type boolean"],
  ["a wrong value of a map", { name: "a", tags: { a: 1 } }, "create: body.tags.a must be of type string"],
  [
    "a field in a wrong place",
    { name: "a", deep: { size: 1 } },
    "create: body.deep.size is not a field that the vendor knows",
  ],
])("refuses %s in the body", (_what, body, problem) => {
  expect(check("POST", "/v1/things", body).problems).toEqual([problem]);
});

it("refuses a body without its content type, one that is no JSON, and one where none belongs", () => {
  expect(check("POST", "/v1/things", { name: "a" }, {}).problems).toEqual([
    "create: the body's content-type must be application/json",
  ]);
  const url = "https://api.east.example/v1/things";
  expect(checkRequest(contract, { method: "POST", url, headers: json, body: "name=a" }).problems).toEqual([
    "create: the body is not JSON",
  ]);
  expect(check("POST", "/v1/things").problems).toEqual(["create: the body is missing"]);
  expect(check("GET", "/v1/things/1", { a: 1 }).problems).toEqual(["get: body.a is not a field that the vendor knows"]);
});

it("reads numbers, truth values and lists in a query", () => {
  expect(check("GET", "/v1/things?limit=10&all=true&ids[]=i1&ids[]=i2").problems).toEqual([]);
  expect(check("GET", "/v1/things?limit=1000").problems).toEqual(["list: query.limit is above 100"]);
  expect(check("GET", "/v1/things?limit=many").problems).toEqual(["list: query.limit must be of type integer"]);
  expect(check("GET", "/v1/things?all=yes").problems).toEqual(["list: query.all must be of type boolean"]);
  expect(check("GET", "/v1/things?ids[]=x").problems).toEqual(["list: query.ids[][0] does not fit its pattern"]);
  expect(check("GET", "/v1/things/1?deep=1").problems).toEqual([
    "get: query.deep is not a field that the vendor knows",
  ]);
});

it("checks the headers that belong to an operation, and no others", () => {
  expect(check("POST", "/v1/things", { name: "a" }, { ...json, "once-key": "12345", accept: "*/*" }).problems).toEqual([
    "create: headers.once-key is above 4",
  ]);
});

it.each(["cloudflare-stream", "aws-ivs", "mux"] as const)(
  "has a contract of %s that names each call once",
  async (name) => {
    const { operations } = await readContract(name);
    const calls = operations.map(({ method, host, path }) => `${method} ${host}${path}`);
    expect(operations.length).toBeGreaterThan(10);
    expect(new Set(calls).size).toBe(calls.length);
    expect(new Set(operations.map((operation) => operation.name)).size).toBe(operations.length);
  },
);

it("refuses a contract with a word that it does not know, however deep", () => {
  const [create] = contract.operations;
  const misspelt = { type: "object", fields: { name: { type: "array", items: { type: "string", maxmum: 5 } } } };
  const wrong = { vendor: "Example", operations: [{ ...create, body: misspelt }] };
  expect(contractProblems(contract)).toEqual([]);
  expect(contractProblems(wrong)).toEqual([
    "contract.operations[0].body.fields.name.items.maxmum is not a field that the vendor knows",
  ]);
});

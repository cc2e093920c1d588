import { connect } from "node:net";
import { waitUntil } from "@hybrid-stream/testkit";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { type PageServer, startPageServer } from "../../examples/demo/src/page/page-server.js";

let server: PageServer;
let pressed = 0;

beforeEach(async () => {
  pressed = 0;
  const press = (): string => `pressed ${++pressed} times`;
  server = await startPageServer({ port: 0, actions: { "/press": press }, greeting: () => [["state", { hello: 1 }]] });
});
afterEach(() => server.close());

const ask = (path: string, init: RequestInit = {}): Promise<Response> => fetch(new URL(path, server.url), init);

describe("the demo's page server", () => {
  it("serves the page, its parts and hls.js, and nothing else", async () => {
    for (const path of ["/", "/page.css", "/player.css", "/page.js", "/player.js", "/hls.js"]) {
      expect((await ask(path)).status, path).toBe(200);
    }
    for (const path of ["/package.json", "/../package.json", "/%2e%2e/package.json", "/events/"]) {
      expect((await ask(path)).status, path).toBe(404);
    }
    expect((await ask("/", { method: "DELETE" })).status).toBe(405);
  });

  it("lets its own page press a button, and no other page", async () => {
    const { origin } = new URL(server.url);
    expect((await ask("/press", { method: "POST", headers: { origin } })).status).toBe(200);
    const foreign = await ask("/press", { method: "POST", headers: { origin: "https://shop.example" } });
    expect(foreign.status).toBe(403);
    expect((await ask("/other", { method: "POST" })).status).toBe(404);
    expect(pressed).toBe(1);
  });

  it("answers to no other name: a name that was pointed here is somebody's attack", async () => {
    const { port, hostname } = new URL(server.url);
    const socket = connect(Number(port), hostname);
    const answer = new Promise<string>((resolve) => socket.once("data", (data) => resolve(String(data))));
    socket.write("POST /press HTTP/1.1\r\nHost: rebound.example\r\nContent-Length: 0\r\n\r\n");
    expect(await answer).toContain(" 403 ");
    socket.destroy();
    expect(pressed).toBe(0);
  });

  it("greets a page, and says goodbye at the end", async () => {
    const response = await ask("/events");
    server.events.send("story", { entries: [] });
    const ended = response.text();
    await server.close();
    const events = [...(await ended).matchAll(/event: (\w+)/g)].map(([, name]) => name);
    expect(events).toEqual(["state", "story", "goodbye"]);
  });

  it("drops a page that stops reading, and keeps the others", async () => {
    const { port, host, hostname } = new URL(server.url);
    const stuck = connect(Number(port), hostname);
    stuck.write(`GET /events HTTP/1.1\r\nHost: ${host}\r\n\r\n`);
    stuck.pause();
    const reading = await ask("/events");
    const ended = reading.text();
    await waitUntil(() => server.events.pages === 2, { what: "two pages" });
    const sent = { text: "x".repeat(200_000) };
    await waitUntil(
      () => {
        server.events.send("state", sent);
        return server.events.pages === 1;
      },
      { what: "the drop" },
    );
    await server.close();
    expect(await ended).toContain("goodbye");
    stuck.destroy();
  });
});

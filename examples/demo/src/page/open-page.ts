import type { HybridStreamOrchestrator } from "@hybrid-stream/orchestrator";
import { findRelayProcess } from "../relay-process.js";
import type { Scoreboard } from "../result.js";
import type { StopRequest } from "../stop-request.js";
import { Story } from "../story.js";
import type { Timeline } from "../timeline.js";
import { startPageServer } from "./page-server.js";

export interface OpenPage {
  readonly url: string;
  /** Shows the pages the last state. */
  finish(): Promise<void>;
  close(): Promise<void>;
}

interface PageParts {
  readonly hybrid: HybridStreamOrchestrator;
  readonly channelId: string;
  /** What a person must know before anything else; `null`: nothing. */
  readonly notice: string | null;
  readonly board: Scoreboard;
  readonly timeline: Timeline;
  readonly stop: StopRequest;
  readonly port: number | null;
}

/** Serves the page, and tells it what the orchestrator tells. */
export async function openPage(parts: PageParts): Promise<OpenPage> {
  const { hybrid, channelId, notice, board, timeline, stop, port } = parts;
  const state = () => ({
    notice,
    snapshot: board.last,
    playbackUrl: board.playbackUrl,
    timeToLiveMs: board.timeToLiveMs,
    steps: timeline.steps,
    canKillRelay: findRelayProcess() !== null,
  });
  const story = new Story(hybrid, channelId, (entries) => server.events.send("story", { fresh: true, entries }));
  const server = await startPageServer({
    port,
    greeting: () => [
      ["state", state()],
      ["story", { fresh: false, entries: story.entries }],
    ],
    actions: {
      "/kill-relay": () => {
        const relay = findRelayProcess();
        if (relay === null) return "There is no relay to kill now.";
        process.kill(relay, "SIGKILL");
        timeline.tell("relay killed from the page");
        return "The relay was killed.";
      },
      "/end": () => {
        stop.ask("page");
        return "The show ends.";
      },
    },
  });
  hybrid.on("channel:snapshot", () => {
    if (server.events.pages === 0) return;
    server.events.send("state", state());
    void story.read();
  });
  return {
    url: server.url,
    async finish() {
      await story.read();
      server.events.send("state", state());
    },
    close: () => server.close(),
  };
}

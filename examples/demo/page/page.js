import { Player } from "./player.js";

const byId = (id) => document.getElementById(id);
const player = new Player(byId("video"), (message) => {
  byId("message").textContent = message;
});

/** What the page knows; tests read it too. */
const page = { player, state: null, story: [], over: false };
window.demoPage = page;

const hops = [
  ["Publisher", "PublisherPresent"],
  ["Relay", "RelayRunning"],
  ["Ingest", "IngestReceiving"],
  ["Playback", "PlaybackAdvancing"],
];
const signs = { true: ["✓", "yes"], false: ["✕", "no"], unknown: ["?", "not known"] };
const playing = new Set(["live", "degraded", "recovering", "fallback", "waiting"]);
const atAnEnd = new Set(["draining", "ended", "failed"]);

/** An element with text or children. Text only: nothing that comes from outside is read as HTML. */
function element(name, attributes, ...children) {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  made.append(...children);
  return made;
}

const known = (value, text) => (value === null || value === undefined ? "–" : text(value));
const seconds = (milliseconds) => `${(milliseconds / 1000).toFixed(1)} s`;

function showPhase({ phase, phaseReason }) {
  const badge = byId("phase");
  const text = phase === "live" ? "live" : `${phase}: ${phaseReason}`;
  // Set only when it changes: a screen reader says it each time.
  if (badge.textContent !== text) badge.textContent = text;
  badge.dataset.phase = phase;
}

function showFigures() {
  const { snapshot, timeToLiveMs } = page.state ?? {};
  if (!snapshot) return;
  const { measures, segments, relayRestarts } = snapshot;
  const figures = [
    ["Bitrate", known(measures?.bitrateKbps, (kbps) => `${(kbps / 1000).toFixed(2)} Mbit/s`)],
    ["Viewers", known(measures?.hlsViewers, ({ value }) => value)],
    ["Relay speed", known(measures?.relaySpeed, (speed) => `${speed.toFixed(2)} ×`)],
    ["Ingest to screen", known(player.latencySeconds, (latency) => `${latency.toFixed(1)} s`)],
    ["Segments", segments],
    ["Relay restarts", relayRestarts],
    ["Time to live", known(timeToLiveMs, seconds)],
  ];
  byId("figures").replaceChildren(
    ...figures.map(([name, value]) => element("div", {}, element("dt", {}, name), element("dd", {}, String(value)))),
  );
}

function showHops({ conditions }) {
  const rows = hops.map(([name, condition]) => {
    const { value, reason, source } = conditions?.[condition] ?? { value: "unknown", reason: "not asked yet" };
    const [sign, word] = signs[value];
    return element(
      "li",
      { "data-value": value },
      element("b", { role: "img", "aria-label": word }, sign),
      element("span", {}, name),
      element("span", { class: "why" }, source ? `${reason} (${source})` : reason),
    );
  });
  byId("hops").replaceChildren(...rows);
}

function showSteps({ steps, snapshot }) {
  byId("steps").replaceChildren(
    ...steps.map(({ name, milliseconds }) =>
      element("li", {}, element("span", {}, name), element("time", {}, seconds(milliseconds))),
    ),
  );
  const encoding = snapshot.relay?.encoding;
  byId("encoding").textContent = encoding ? `Encoding: ${encoding.kind}. ${encoding.reason}` : "";
}

function showPlayer({ snapshot, playbackUrl }) {
  if (atAnEnd.has(snapshot.phase))
    player.stop(snapshot.phase === "failed" ? "The show has failed." : "The show has ended.");
  else if (playbackUrl && playing.has(snapshot.phase)) player.play(playbackUrl);
  else byId("message").textContent = "Not started yet. It plays as soon as it is live.";
}

function showState(state) {
  page.state = state;
  const { notice, snapshot } = state;
  byId("notice").hidden = notice === null;
  byId("notice").textContent = notice ?? "";
  if (!snapshot) return;
  showPhase(snapshot);
  showFigures();
  showHops(snapshot);
  showSteps(state);
  showPlayer(state);
  byId("kill").hidden = !state.canKillRelay && byId("kill").hidden;
  byId("kill").disabled = !state.canKillRelay;
  byId("end").disabled = atAnEnd.has(snapshot.phase);
}

function showStory({ fresh, entries }) {
  page.story = fresh ? [...page.story, ...entries] : entries;
  const list = byId("story");
  const atBottom = list.scrollHeight - list.scrollTop - list.clientHeight < 40;
  const rows = entries.map(({ at, kind, message }) =>
    element(
      "li",
      { "data-kind": kind },
      element("time", { datetime: at }, new Date(at).toLocaleTimeString([], { hour12: false })),
      element("span", {}, message),
    ),
  );
  if (fresh) list.append(...rows);
  else list.replaceChildren(...rows);
  if (atBottom) list.scrollTop = list.scrollHeight;
}

async function press(path) {
  const answer = await fetch(path, { method: "POST" }).then(
    (response) => response.json(),
    () => ({ message: "The demo does not answer." }),
  );
  byId("answer").textContent = answer.message;
}

byId("kill").addEventListener("click", () => press("/kill-relay"));
byId("end").addEventListener("click", () => press("/end"));

const events = new EventSource("/events");
events.addEventListener("state", ({ data }) => showState(JSON.parse(data)));
events.addEventListener("story", ({ data }) => showStory(JSON.parse(data)));
events.addEventListener("goodbye", () => {
  events.close();
  page.over = true;
  for (const id of ["kill", "end"]) byId(id).disabled = true;
});
events.addEventListener("error", () => {
  if (!page.over) byId("phase").textContent = "the demo does not answer";
});
setInterval(() => !page.over && showFigures(), 1000);

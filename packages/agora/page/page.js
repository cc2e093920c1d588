import { startSession } from "./session.js";
import { createStage } from "./stage.js";

/** Agora's recorder ends a page that is not ready in time: a host without a camera, or one who is late, is no reason. */
const readyAfterMs = 15_000;

const capture = window.hybridStreamCapture;
const waiting = document.getElementById("waiting");
const recorder = capture ? await import("./capture.js").then((module) => module.createCapture(capture, waiting)) : null;

const stage = createStage({
  root: document.getElementById("stage"),
  waiting,
  muted: recorder !== null,
  onReady: () => window.navigator.notifyReady?.(),
  onHosts: (count) => recorder?.report({ hosts: count }),
});

recorder?.start(stage);

const session = startSession({
  ticket: new URLSearchParams(location.search).get("ticket"),
  onTrack: (added) => {
    stage.add(added);
    if (added.kind === "audio") recorder?.addAudio(added);
  },
  onTrackGone: (removed) => {
    stage.remove(removed);
    if (removed.kind === "audio") recorder?.removeAudio(removed);
  },
  onState: (state, problem) => {
    document.body.dataset.session = state;
    if (state === "joined") setTimeout(stage.announce, readyAfterMs);
    recorder?.report({ session: state, problem });
  },
});

addEventListener("pagehide", () => session.leave());
/** For the program that drives the page: leaves the channel before the browser is closed. */
window.hybridStreamPage = { leave: () => session.leave() };

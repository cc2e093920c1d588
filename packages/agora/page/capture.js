import { drawPicture } from "./picture.js";
import { createUploader } from "./uploader.js";

const reportEveryMs = 1000;

/**
 * Makes one stream of fixed size out of whatever is on the stage: the picture drawn at a steady rate, the sound of all
 * hosts mixed, recorded and sent to the program that drives this page.
 */
export function createCapture(settings, waiting) {
  const { width, height, framesPerSecond, videoKbps, audioKbps, keyframeIntervalSeconds, sliceMs } = settings;
  const facts = { session: "connecting", hosts: 0, problem: null, failure: null };
  const canvas = Object.assign(document.createElement("canvas"), { width, height });
  const context = canvas.getContext("2d", { alpha: false });
  const sound = new AudioContext({ sampleRate: 48_000 });
  const mix = sound.createMediaStreamDestination();
  const inputs = new Map();
  // A recorder waits for the first sound, so there is always some: silence that is made here.
  const silence = new ConstantSourceNode(sound, { offset: 0 });
  silence.connect(mix);
  silence.start();

  const report = (changed) => {
    Object.assign(facts, changed);
    return fetch("./state", { method: "POST", body: JSON.stringify(facts) }).catch(() => {});
  };
  const fail = (failure) => {
    if (facts.failure === null) report({ failure });
  };

  function draw(stage) {
    const started = performance.now();
    let drawn = 0;
    const tick = () => {
      drawPicture({ context, width, height, videos: stage.tiles(), waiting: stage.hostCount() === 0 && waiting });
      picture.requestFrame();
      // Late is made up for by leaving pictures out, never by drawing several at once.
      drawn = Math.max(drawn + 1, Math.floor(((performance.now() - started) * framesPerSecond) / 1000));
      setTimeout(tick, started + (drawn * 1000) / framesPerSecond - performance.now());
    };
    const [picture] = canvas.captureStream(0).getVideoTracks();
    tick();
    return picture;
  }

  function start(stage) {
    // Both give Matroska; older browsers only know the second name.
    const types = ["video/x-matroska;codecs=avc1,opus", "video/webm;codecs=h264,opus"];
    const mimeType = types.find((type) => MediaRecorder.isTypeSupported(type));
    if (mimeType === undefined) {
      fail("no-encoder");
      return;
    }
    sound.resume();
    const recorder = new MediaRecorder(new MediaStream([draw(stage), ...mix.stream.getAudioTracks()]), {
      mimeType,
      videoBitsPerSecond: videoKbps * 1000,
      audioBitsPerSecond: audioKbps * 1000,
      videoKeyFrameIntervalDuration: keyframeIntervalSeconds * 1000,
    });
    const upload = createUploader({ url: "./media", maxQueuedBytes: settings.maxQueuedBytes, onFailure: fail });
    recorder.ondataavailable = ({ data }) => {
      if (data.size > 0) upload(data);
    };
    recorder.onerror = () => fail("recorder");
    recorder.start(sliceMs);
    setInterval(() => report({}), reportEveryMs);
  }

  function removeAudio({ host }) {
    inputs.get(host)?.disconnect();
    inputs.delete(host);
  }

  function addAudio({ host, track }) {
    removeAudio({ host });
    const input = sound.createMediaStreamSource(new MediaStream([track]));
    input.connect(mix);
    inputs.set(host, input);
  }

  return { start, report, addAudio, removeAudio };
}

/** Plays one live stream in a video element and keeps on trying until it is told that the show is over. */

const retryMs = 1000;

export class Player {
  #video;
  #say;
  #hls = null;
  #url = null;
  #retry = 0;
  /** For tests and for the curious: what hls.js complained about. */
  errors = [];

  constructor(video, say) {
    this.#video = video;
    this.#say = say;
    video.addEventListener("playing", () => say(""));
    video.addEventListener("waiting", () => this.#url && say("Waiting for the next segment…"));
  }

  get fatalErrors() {
    return this.errors.filter(({ fatal }) => fatal);
  }

  /** Seconds from the making of a segment to its showing; `null` while that is not known. */
  get latencySeconds() {
    const date = this.#hls?.playingDate;
    if (date) return (Date.now() - date.getTime()) / 1000;
    const start = this.#url && this.#video.getStartDate?.().getTime();
    return start ? (Date.now() - start) / 1000 - this.#video.currentTime : null;
  }

  play(url) {
    if (this.#url === url) return;
    this.#url = url;
    this.#open();
  }

  stop(message) {
    this.#close();
    this.#url = null;
    this.#video.removeAttribute("src");
    this.#video.load();
    this.#say(message);
  }

  #open() {
    this.#close();
    this.#say("Loading…");
    if (window.Hls?.isSupported()) this.#openWithHls();
    else this.#video.src = this.#url;
    this.#video.play().catch(() => this.#say("Press play: this browser does not start by itself."));
  }

  #openWithHls() {
    // A player that fell behind, because the relay was down, catches up by playing a little faster.
    const hls = new window.Hls({ maxLiveSyncPlaybackRate: 1.25 });
    this.#hls = hls;
    hls.on(window.Hls.Events.ERROR, (_event, { type, details, fatal }) => {
      this.errors.push({ type, details, fatal });
      if (!fatal || this.#hls !== hls) return;
      if (type === window.Hls.ErrorTypes.MEDIA_ERROR) hls.recoverMediaError();
      else this.#openAgain();
    });
    hls.loadSource(this.#url);
    hls.attachMedia(this.#video);
  }

  #openAgain() {
    this.#say("The stream cannot be read. Trying again…");
    clearTimeout(this.#retry);
    this.#retry = setTimeout(() => this.#url && this.#open(), retryMs);
  }

  #close() {
    clearTimeout(this.#retry);
    this.#hls?.destroy();
    this.#hls = null;
  }
}

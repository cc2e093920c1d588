/** How many columns `count` pictures take: 1, then side by side, then a grid. */
export const columnsFor = (count) => Math.max(1, Math.ceil(Math.sqrt(count)));

/**
 * The hosts on the screen: one full screen, more in a grid. `muted` is for a page whose sound is captured and not
 * heard. `onReady` is called once, at the first picture or when `announce` is called before.
 */
export function createStage({ root, waiting, muted, onReady, onHosts }) {
  const hosts = new Map();
  let announced = false;

  function arrange() {
    const shown = tiles();
    root.style.gridTemplateColumns = `repeat(${columnsFor(shown.length)}, 1fr)`;
    waiting.hidden = hosts.size > 0;
    onHosts(hosts.size);
  }

  function tiles() {
    return [...hosts.values()].flatMap(({ element, tracks }) => (tracks.has("video") ? [element] : []));
  }

  function announce() {
    if (announced) return;
    announced = true;
    onReady();
  }

  function add({ host, kind, track }) {
    const found = hosts.get(host) ?? { element: document.createElement("video"), tracks: new Map() };
    if (!hosts.has(host)) {
      hosts.set(host, found);
      Object.assign(found.element, { autoplay: true, playsInline: true, muted, srcObject: new MediaStream() });
      root.append(found.element);
    }
    const stream = found.element.srcObject;
    const old = found.tracks.get(kind);
    if (old) stream.removeTrack(old);
    stream.addTrack(track);
    found.tracks.set(kind, track);
    found.element.hidden = !found.tracks.has("video");
    // A browser that wants a click before sound still shows the picture.
    found.element.play().catch(() => {
      found.element.muted = true;
      found.element.play().catch(() => {});
    });
    if (kind === "video") found.element.requestVideoFrameCallback(announce);
    arrange();
  }

  function remove({ host, kind }) {
    const found = hosts.get(host);
    const track = found?.tracks.get(kind);
    if (!track) return;
    found.element.srcObject.removeTrack(track);
    found.tracks.delete(kind);
    found.element.hidden = !found.tracks.has("video");
    if (found.tracks.size === 0) {
      found.element.srcObject = null;
      found.element.remove();
      hosts.delete(host);
    }
    arrange();
  }

  return { add, remove, announce, tiles, hostCount: () => hosts.size };
}

// Stands in for the channel: a fake camera is encoded, sent over a real WebRTC connection within this page and decoded.
// Commands come from the test as server-sent events, facts go back to it.
const control = "{{control}}";

async function connect(stream, onTrack) {
  const [host, viewer] = [new RTCPeerConnection(), new RTCPeerConnection()];
  host.onicecandidate = ({ candidate }) => viewer.addIceCandidate(candidate);
  viewer.onicecandidate = ({ candidate }) => host.addIceCandidate(candidate);
  viewer.ontrack = ({ track }) => onTrack(track);
  const senders = stream.getTracks().map((track) => host.addTrack(track, stream));
  await host.setLocalDescription();
  await viewer.setRemoteDescription(host.localDescription);
  await viewer.setLocalDescription();
  await host.setRemoteDescription(viewer.localDescription);
  return {
    video: senders.find(({ track }) => track.kind === "video"),
    viewer,
    close() {
      host.close();
      viewer.close();
      for (const track of stream.getTracks()) track.stop();
    },
  };
}

async function join(admission, handlers) {
  const hosts = new Map();
  const say = (fact) => fetch(`${control}/facts`, { method: "POST", body: JSON.stringify(fact) }).catch(() => {});
  const commands = {
    async publish({ host = "1", width = 640, height = 360 }) {
      const constraints = { video: { width, height, frameRate: 15 }, audio: true };
      const stream = await navigator.mediaDevices.getUserMedia(constraints);
      hosts.set(host, await connect(stream, (track) => handlers.trackAdded({ host, kind: track.kind, track })));
    },
    async unpublish({ host = "1" }) {
      for (const kind of ["video", "audio"]) handlers.trackRemoved({ host, kind });
      hosts.get(host)?.close();
      hosts.delete(host);
    },
    async scale({ host = "1", by }) {
      const { video } = hosts.get(host);
      const parameters = video.getParameters();
      parameters.encodings[0].scaleResolutionDownBy = by;
      await video.setParameters(parameters);
    },
    async expire() {
      handlers.tokenExpiring();
    },
    async drop({ reason = "NETWORK_ERROR" }) {
      handlers.disconnected(reason);
    },
  };
  const events = new EventSource(`${control}/commands`);
  events.onmessage = async ({ data }) => {
    const { name, ...rest } = JSON.parse(data);
    await commands[name](rest).catch((error) => say({ problem: `${name}: ${error.name} ${error.message}` }));
    say({ did: name });
  };
  const watch = setInterval(async () => {
    for (const { viewer } of hosts.values()) {
      for (const stats of (await viewer.getStats()).values()) {
        if (stats.type === "inbound-rtp" && stats.kind === "video")
          say({ width: stats.frameWidth, height: stats.frameHeight });
      }
    }
  }, 500);
  say({ joined: admission });
  return {
    async renewToken(token) {
      say({ renewed: token });
    },
    async leave() {
      events.close();
      clearInterval(watch);
      for (const { close } of hosts.values()) close();
      hosts.clear();
      await say({ left: true });
    },
  };
}

window.hybridStreamChannel = { join };

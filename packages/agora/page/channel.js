/**
 * The boundary to Agora's Web SDK. Everything else on this page only knows `window.hybridStreamChannel`:
 *
 *   join({ appId, channel, token, uid }, handlers) -> { renewToken(token), leave() }
 *   handlers: trackAdded({ host, kind, track }), trackRemoved({ host, kind }), tokenExpiring(), disconnected(reason)
 *
 * A file of your own with the same face can be served in its place.
 */
const { sdk, latencyLevel } = document.body.dataset;

function loadSdk() {
  if (window.AgoraRTC) return Promise.resolve(window.AgoraRTC);
  return new Promise((resolve, reject) => {
    const script = document.createElement("script");
    script.src = sdk;
    script.onload = () =>
      window.AgoraRTC ? resolve(window.AgoraRTC) : reject(new Error("The SDK file does not define AgoraRTC."));
    script.onerror = () => {
      script.remove();
      reject(new Error("The SDK could not be loaded."));
    };
    document.head.append(script);
  });
}

async function join({ appId, channel, token, uid }, handlers) {
  const AgoraRTC = await loadSdk();
  // The SDK writes tokens into its console log at the chatty levels.
  AgoraRTC.setLogLevel(4);
  const level = Number(latencyLevel);
  const client = AgoraRTC.createClient({
    mode: "live",
    codec: "vp8",
    role: "audience",
    clientRoleOptions: { level },
  });
  let left = false;
  const drop = (reason) => {
    if (!left) handlers.disconnected(reason);
  };
  client.on("user-published", async (user, kind) => {
    if (kind !== "video" && kind !== "audio") return;
    try {
      const track = await client.subscribe(user, kind);
      handlers.trackAdded({ host: String(user.uid), kind, track: track.getMediaStreamTrack() });
    } catch {
      // The host was faster and has unpublished, or the connection is gone, which has its own event.
    }
  });
  client.on("user-unpublished", (user, kind) => handlers.trackRemoved({ host: String(user.uid), kind }));
  client.on("user-left", (user) => {
    for (const kind of ["video", "audio"]) handlers.trackRemoved({ host: String(user.uid), kind });
  });
  client.on("token-privilege-will-expire", () => handlers.tokenExpiring());
  client.on("token-privilege-did-expire", () => drop("TOKEN_EXPIRE"));
  client.on("connection-state-change", (state, _previous, reason) => {
    if (state === "DISCONNECTED" && reason !== "LEAVE") drop(reason ?? "unknown");
  });
  const leave = async () => {
    left = true;
    client.removeAllListeners();
    await client.leave();
  };
  try {
    await client.join(appId, channel, token, uid);
  } catch (error) {
    await leave().catch(() => {});
    throw error;
  }
  return { renewToken: (renewed) => client.renewToken(renewed), leave };
}

window.hybridStreamChannel = { join };

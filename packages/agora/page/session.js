const longestPauseMs = 30_000;
/** After this long in the channel the next failure is a new one. */
const settledMs = 60_000;
/** A token is renewed this long before its end. */
const renewAheadSeconds = 60;

export const pauseMs = (failures) => Math.min(longestPauseMs, 1000 * 2 ** (failures - 1)) * (0.5 + Math.random() / 2);

/** The host has taken the ticket back, or it has come to its end. */
class Refused extends Error {}

async function fetchAdmission(ticket) {
  const response = await fetch("./token", {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ ticket }),
    signal: AbortSignal.timeout(10_000),
  });
  if (response.status === 403) throw new Refused();
  if (!response.ok) throw new Error(`The ticket endpoint answered ${response.status}.`);
  return response.json();
}

/**
 * Stays in the channel: joins, renews the token, and joins again after a pause that grows, until `leave` is called or
 * the ticket is refused. `onState` gets "connecting", "joined", "refused" or "left", and the code of the last problem.
 */
export function startSession({ ticket, onTrack, onTrackGone, onState }) {
  const { join } = window.hybridStreamChannel;
  let connection = null;
  let left = false;
  let wake = () => {};
  let endStay = () => {};

  const pause = (milliseconds) =>
    new Promise((resolve) => {
      const timer = setTimeout(resolve, milliseconds);
      wake = () => {
        clearTimeout(timer);
        resolve();
      };
    });

  /** Renews until it works. A token that ends meanwhile ends the stay by the SDK's own event. */
  async function renew(stay) {
    for (let failures = 0; !stay.over; ) {
      try {
        const admission = await fetchAdmission(ticket);
        if (stay.over) return;
        await connection.renewToken(admission.token);
        scheduleRenewal(stay, admission);
        return;
      } catch (error) {
        if (error instanceof Refused) stay.end(error);
        else await pause(pauseMs(++failures));
      }
    }
  }

  function scheduleRenewal(stay, { expiresInSeconds }) {
    clearTimeout(stay.timer);
    const seconds = Math.max(expiresInSeconds - renewAheadSeconds, expiresInSeconds / 2);
    stay.timer = setTimeout(stay.renewOnce, seconds * 1000);
  }

  /** One time in the channel: how long it lasted, and why it ended. Throws when there was none. */
  async function stayOnce() {
    const admission = await fetchAdmission(ticket);
    if (left) return { lastedMs: 0, reason: null };
    const stay = { over: false, timer: undefined, renewing: null, end: () => {}, renewOnce: () => {} };
    const ended = new Promise((resolve) => {
      stay.end = (reason = null) => {
        stay.over = true;
        resolve(reason);
      };
    });
    endStay = () => stay.end();
    stay.renewOnce = () => {
      stay.renewing ??= renew(stay).finally(() => {
        stay.renewing = null;
      });
    };
    const tracks = new Map();
    try {
      connection = await join(admission, {
        trackAdded: (added) => {
          if (stay.over) return;
          tracks.set(`${added.kind} ${added.host}`, added);
          onTrack(added);
        },
        trackRemoved: (removed) => {
          if (tracks.delete(`${removed.kind} ${removed.host}`)) onTrackGone(removed);
        },
        tokenExpiring: () => stay.renewOnce(),
        disconnected: (reason) => stay.end(reason),
      });
      const joinedAt = performance.now();
      if (!stay.over) {
        onState("joined", null);
        scheduleRenewal(stay, admission);
      }
      const end = await ended;
      if (end instanceof Refused) throw end;
      return { lastedMs: performance.now() - joinedAt, reason: end };
    } finally {
      stay.over = true;
      clearTimeout(stay.timer);
      for (const track of tracks.values()) onTrackGone(track);
      const last = connection;
      connection = null;
      await last?.leave().catch(() => {});
    }
  }

  async function run() {
    let problem = null;
    for (let failures = 0; !left; ) {
      onState("connecting", problem);
      try {
        const { lastedMs, reason } = await stayOnce();
        if (lastedMs > settledMs) failures = 0;
        problem = reason;
      } catch (error) {
        if (error instanceof Refused) return "refused";
        // A timeout's code is a number, which says nothing to people.
        problem = typeof error.code === "string" ? error.code : error.name;
      }
      if (!left) await pause(pauseMs(++failures));
    }
    return "left";
  }

  const running = run().then((state) => onState(state, null));
  return {
    leave() {
      left = true;
      wake();
      endStay();
      return running;
    },
  };
}

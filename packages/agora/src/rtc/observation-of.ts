import type { RtcObservation, ViewerCount } from "@hybrid-stream/spec";
import { isReservedUid } from "./reserved-uids.js";
import type { UserList } from "./user-list.js";

/** What a user list says about a channel, without ourselves. */
export function observationOf(users: UserList, observedAt: Date): RtcObservation {
  if (!users.exists) {
    return { publisher: "absent", hosts: [], audience: countOf(0, observedAt), observedAt };
  }
  const hostUids = users.hostUids.filter((uid) => !isReservedUid(uid));
  const ours = users.audienceUids.filter(isReservedUid).length;
  const total = users.audienceTotal;
  return {
    publisher: hostUids.length + users.otherHosts > 0 ? "present" : "absent",
    // The REST API does not tell what a host publishes, or by which codec.
    hosts: hostUids.map((uid) => ({ uid, videoCodec: null })),
    audience: total === null ? null : countOf(Math.max(0, total - ours), observedAt),
    observedAt,
  };
}

function countOf(value: number, observedAt: Date): ViewerCount {
  return { value, method: "exact", observedAt: observedAt.toISOString() };
}

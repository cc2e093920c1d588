/**
 * Where a channel stands.
 *
 * - `idle`: ordered, nothing done yet
 * - `provisioning`: stream and relay are being set up
 * - `connecting`: media is on its way, viewers see nothing yet
 * - `live`: viewers get new segments
 * - `degraded`: viewers still get segments, but a hop is unwell
 * - `recovering`: viewers get nothing new; the loop is restarting or replacing
 * - `fallback`: viewers are offered RTC while the loop goes on
 * - `waiting`: the publisher has left
 * - `draining`: ordered to end, being taken down
 * - `ended`, `failed`: over
 */
export type Phase =
  | "idle"
  | "provisioning"
  | "connecting"
  | "live"
  | "degraded"
  | "recovering"
  | "fallback"
  | "waiting"
  | "draining"
  | "ended"
  | "failed";

import type { ChannelRecord } from "./account.js";

/** Media comes in from now on. */
export function openStretch(channel: ChannelRecord, now: number): void {
  closeStretch(channel, now);
  channel.stretches.push({ from: now, to: null, viewers: channel.viewers });
}

/** No more media comes in. */
export function closeStretch(channel: ChannelRecord, now: number): void {
  const last = channel.stretches.at(-1);
  if (last && last.to === null) last.to = now;
}

/** The number of viewers changes. */
export function setViewers(channel: ChannelRecord, viewers: number, now: number): void {
  channel.viewers = viewers;
  if (channel.stretches.at(-1)?.to === null) openStretch(channel, now);
}

/** What came in and went out within a range; `null`: nothing came in. Seconds. */
export function liveTime(
  channel: ChannelRecord,
  { from, to, now }: { readonly from: number; readonly to: number; readonly now: number },
): { readonly received: number; readonly delivered: number; readonly peakViewers: number } | null {
  let received = 0;
  let delivered = 0;
  let peakViewers = 0;
  for (const stretch of channel.stretches) {
    const seconds = (Math.min(to, stretch.to ?? now) - Math.max(from, stretch.from)) / 1000;
    if (seconds <= 0) continue;
    received += seconds;
    delivered += seconds * stretch.viewers;
    peakViewers = Math.max(peakViewers, stretch.viewers);
  }
  if (received === 0) return null;
  const { reception } = channel;
  if (reception === null) return { received, delivered, peakViewers };
  return {
    received,
    delivered: reception.minutesDelivered * 60,
    peakViewers: Math.max(peakViewers, reception.viewers),
  };
}

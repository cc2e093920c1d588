/** The time during which one vendor task ran and was charged. Exactly one is open per running task. */
export interface CostInterval {
  /** Made from the task's numbers, so that opening or closing twice changes nothing. */
  id: string;
  channelId: string;
  session: number;
  task: "relay" | "stream";
  /** The provider's id. */
  provider: string;
  /** ISO 8601. */
  openedAt: string;
  /** ISO 8601; `null` while it runs. */
  closedAt: string | null;
}

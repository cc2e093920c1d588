export { createPageHandler } from "./page/page-handler.js";
export type { BuildPageToken, ChannelAdapter, PageHandlerOptions, PageSdk } from "./page/page-options.js";
export {
  createPageTickets,
  type IssuePageTicket,
  type PageTicketClaims,
  type PageTickets,
  type PageTicketsOptions,
} from "./page/page-tickets.js";
export { pageUrl } from "./page/page-url.js";

import { type Bill, type PriceBook, toFocus } from "@hybrid-stream/cost-model";

/** The first day of the month of `date`, and of the one after it. */
function monthOf(date: string): { start: string; end: string } {
  const [year = 0, month = 1] = date.split("-").map(Number);
  return {
    start: new Date(Date.UTC(year, month - 1, 1)).toISOString(),
    end: new Date(Date.UTC(year, month, 1)).toISOString(),
  };
}

/** A bill as FOCUS records, in the month of the price book. */
export function focusRecords(book: PriceBook, bill: Bill, architecture: string): Record<string, string>[] {
  const { start, end } = monthOf(book.asOf);
  return toFocus(bill.lineItems, { billingPeriodStart: start, billingPeriodEnd: end, architecture });
}

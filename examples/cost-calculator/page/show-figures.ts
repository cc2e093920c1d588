import { appearances, bookNote, count, dollars, figuresOf, rowsOf } from "../src/index.js";
import { element } from "./elements.js";
import { readChoice } from "./inputs.js";

const rows = element("rows", HTMLTableSectionElement);
const summary = element("summary", HTMLElement);
const savingTitle = element("saving-title", HTMLElement);
const note = element("book-note", HTMLElement);

/** The table and the sentence above it. */
export function showFigures(): void {
  const choice = readChoice();
  if (!choice) {
    summary.textContent = "Please give whole numbers: up to 10,000 viewers and from 1 to 744 hours.";
    return;
  }
  const figures = figuresOf(choice);
  rows.innerHTML = rowsOf(figures, choice);
  savingTitle.textContent = `Beside ${appearances[choice.base].label}`;
  note.textContent = bookNote(choice.book);
  const [cheapest] = figures;
  if (!cheapest?.estimate) return;
  const show = `${count(choice.viewers)} viewers, ${count(choice.hours)} hours a month, ${choice.resolution}`;
  summary.textContent = `${show}: ${appearances[cheapest.preset].label} is the cheapest at ${dollars(cheapest.estimate.total)}.`;
}

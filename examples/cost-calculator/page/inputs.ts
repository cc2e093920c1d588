import { isPresetName, presetNames, resolutions } from "@hybrid-stream/cost-model";
import { books, list202611 } from "@hybrid-stream/cost-model/books";
import { appearances, type Choice, lastViewerStep, mostViewers, stepOf, viewersAt } from "../src/index.js";
import { element, fillSelect } from "./elements.js";

const viewers = element("viewers", HTMLInputElement);
const viewersSlider = element("viewers-slider", HTMLInputElement);
const hours = element("hours", HTMLInputElement);
const hoursSlider = element("hours-slider", HTMLInputElement);
const resolution = element("resolution", HTMLSelectElement);
const book = element("book", HTMLSelectElement);
const base = element("base", HTMLSelectElement);
const bookNames: Readonly<Record<string, string>> = {
  "list-2026-11": "List prices, November 2026",
  "list-2026-11-no-allowances": "The same without allowances",
  seed: "The first analysis (seed)",
};

function showOnSliders(): void {
  viewersSlider.value = String(stepOf(viewers.valueAsNumber));
  viewersSlider.ariaValueText = `${viewers.value} viewers`;
  hoursSlider.value = hours.value;
  hoursSlider.ariaValueText = `${hours.value} hours`;
}

/** What is chosen, or `null` while a number is half typed. */
export function readChoice(): Choice | null {
  const chosen = books.get(book.value);
  const size = resolutions.find((name) => name === resolution.value);
  if (!viewers.validity.valid || !hours.validity.valid || viewers.value === "" || hours.value === "") return null;
  if (!chosen || !size || !isPresetName(base.value)) return null;
  const numbers = { viewers: viewers.valueAsNumber, hours: hours.valueAsNumber };
  return { book: chosen, ...numbers, resolution: size, base: base.value };
}

/** Fills the form with what there is to choose, and tells every change. */
export function startInputs(changed: () => void): void {
  viewersSlider.max = String(lastViewerStep);
  viewers.max = String(mostViewers);
  viewers.value = "200";
  hours.value = "30";
  fillSelect(
    resolution,
    resolutions.map((name) => [name, name === "audio" ? "audio only" : name]),
  );
  resolution.value = "720p";
  fillSelect(
    book,
    [...books.values()].map(({ id, name }) => [id, bookNames[id] ?? name]),
  );
  book.value = list202611.id;
  fillSelect(
    base,
    presetNames.map((name) => [name, appearances[name].label]),
  );
  base.value = "agora-only";
  showOnSliders();
  viewersSlider.addEventListener("input", () => {
    viewers.value = String(viewersAt(viewersSlider.valueAsNumber));
  });
  hoursSlider.addEventListener("input", () => {
    hours.value = hoursSlider.value;
  });
  const form = element("inputs", HTMLFormElement);
  form.addEventListener("submit", (event) => event.preventDefault());
  form.addEventListener("input", () => {
    if (readChoice()) showOnSliders();
    changed();
  });
}

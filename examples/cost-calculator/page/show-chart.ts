import { presetNames } from "@hybrid-stream/cost-model";
import {
  type Axis,
  appearances,
  axisEnd,
  type Choice,
  type Crossing,
  chartOf,
  crossingsOf,
  crossingText,
  escaped,
  type Line,
  linesOf,
  viewBox,
} from "../src/index.js";
import { element } from "./elements.js";
import { readChoice } from "./inputs.js";

const chart = element("chart", SVGSVGElement);
const drawing = element("drawing", SVGGElement);
const crossingsTitle = element("crossings-title", HTMLElement);
const crossingsList = element("crossings", HTMLElement);

let lines: { readonly key: string; readonly value: readonly Line[] } = { key: "", value: [] };
let crossings: { key: string; value: readonly Crossing[]; done: boolean } = { key: "", value: [], done: false };
let next: ReturnType<typeof setTimeout> | undefined;

function axisOf(choice: Choice): Axis {
  const linear = document.querySelector("input[name=scale]:checked")?.getAttribute("value") === "linear";
  return { scale: linear ? "linear" : "log", max: axisEnd(choice.viewers) };
}

/** Moving the viewers moves a mark only: lines depend on all the rest. */
function currentLines(choice: Choice, axis: Axis): readonly Line[] {
  const key = [choice.book.id, choice.hours, choice.resolution, axis.scale, axis.max].join();
  if (lines.key !== key) lines = { key, value: linesOf(choice, axis) };
  return lines.value;
}

function foundText({ base }: Choice): string {
  const name = appearances[base].label;
  if (!lines.value.some(({ preset }) => preset === base)) return `${name} has no price in this book`;
  return crossings.value.length > 0 ? `Where ${name} changes places` : `${name} changes places with none here`;
}

function draw(choice: Choice, axis: Axis): void {
  const { value, done } = crossings;
  drawing.innerHTML = chartOf({ lines: currentLines(choice, axis), crossings: value, axis, choice });
  chart.dataset.state = done ? "done" : "working";
  crossingsTitle.textContent = done ? foundText(choice) : "Looking for crossings …";
  const sorted = value.toSorted((a, b) => a.viewers - b.viewers);
  crossingsList.innerHTML = sorted.map((crossing) => `<li>${escaped(crossingText(crossing))}.</li>`).join("");
}

/** One pair at a time, so that the page answers meanwhile: nearly equal curves take long. */
function lookForCrossings(choice: Choice, axis: Axis, others = presetNames): void {
  const [other, ...rest] = others;
  if (other === undefined) {
    crossings.done = true;
    draw(choice, axis);
    return;
  }
  crossings.value = [...crossings.value, ...crossingsOf(choice, other, axis.max)];
  next = setTimeout(() => lookForCrossings(choice, axis, rest));
}

function show(): void {
  const choice = readChoice();
  if (!choice) return;
  const axis = axisOf(choice);
  const key = [choice.book.id, choice.hours, choice.resolution, choice.base, axis.max].join();
  if (crossings.key !== key || !crossings.done) crossings = { key, value: [], done: false };
  draw(choice, axis);
  if (!crossings.done) next = setTimeout(() => lookForCrossings(choice, axis));
}

/** Draws soon: a slider that is being moved asks many times. */
export function requestChart(): void {
  clearTimeout(next);
  chart.dataset.state = "working";
  next = setTimeout(show, 30);
}

function highlight(event: Event): void {
  const row = event.target instanceof Element ? event.target.closest("tr") : null;
  for (const group of chart.querySelectorAll<SVGGElement>("g[data-preset]")) {
    group.classList.toggle("active", event.type === "pointerover" && group.dataset.preset === row?.dataset.preset);
  }
}

export function startChart(): void {
  chart.setAttribute("viewBox", viewBox);
  for (const input of document.querySelectorAll("input[name=scale]")) input.addEventListener("change", requestChart);
  const rows = element("rows", HTMLTableSectionElement);
  rows.addEventListener("pointerover", highlight);
  rows.addEventListener("pointerleave", highlight);
}

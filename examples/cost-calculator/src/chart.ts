import { appearances } from "./architectures.js";
import type { Choice } from "./choice.js";
import type { Axis, Crossing, Line } from "./curves.js";
import { spread } from "./labels.js";
import { costScale, type Scale, viewerScale } from "./scale.js";
import { count, escaped } from "./text.js";

export interface Drawing {
  readonly lines: readonly Line[];
  readonly crossings: readonly Crossing[];
  readonly axis: Axis;
  readonly choice: Choice;
}

interface Scales {
  readonly x: Scale;
  readonly y: Scale;
}

const size = { width: 960, height: 520 };
const field = { left: 76, right: 760, top: 34, bottom: 462 };

function money(value: number): string {
  return `$${value < 1 && value > 0 ? value.toFixed(2) : count(value)}`;
}

function gridOf({ x, y }: Scales): string {
  // Nothing at all has no place on a logarithmic scale: it is drawn on the axis.
  const rows = [0, ...y.ticks.filter((tick) => tick > 0)].map((tick) => {
    const at = y.at(tick).toFixed(1);
    return `<line class="grid" x1="${field.left}" y1="${at}" x2="${field.right}" y2="${at}"/><text x="${field.left - 8}" y="${at}" dy="4" text-anchor="end">${money(tick)}</text>`;
  });
  const columns = x.ticks.map((tick) => {
    const at = x.at(tick).toFixed(1);
    return `<line class="grid" x1="${at}" y1="${field.bottom}" x2="${at}" y2="${field.bottom + 5}"/><text x="${at}" y="${field.bottom + 20}" text-anchor="middle">${count(tick)}</text>`;
  });
  return [...rows, ...columns].join("");
}

function linesOf({ lines, choice }: Drawing, { x, y }: Scales): string {
  const ends = lines.map((line) => ({ ...line, at: y.at(line.points.at(-1)?.cost ?? 0) }));
  const labels = spread(ends, { gap: 17, top: field.top, bottom: field.bottom });
  return labels
    .map(({ preset, points, at, y: labelAt }) => {
      const { label, family, dash } = appearances[preset];
      const path = points.map(({ viewers, cost }) => `${x.at(viewers).toFixed(1)} ${y.at(cost).toFixed(1)}`).join("L");
      const classes = `${family}${preset === choice.base ? " base" : ""}`;
      const leader = `M${field.right} ${at.toFixed(1)}L${field.right + 14} ${labelAt.toFixed(1)}h6`;
      return `<g class="${classes}" data-preset="${preset}"><path class="line" d="M${path}" stroke-dasharray="${dash}"><title>${escaped(label)}</title></path><path class="leader" d="${leader}"/><text class="name" x="${field.right + 24}" y="${labelAt.toFixed(1)}" dy="4">${escaped(label)}</text></g>`;
    })
    .join("");
}

/** Says what changes at a crossing. */
export function crossingText({ viewers, cheaper, dearer }: Crossing): string {
  const [less, more] = [appearances[cheaper].label, appearances[dearer].label];
  return `From ${count(viewers)} ${viewers === 1 ? "viewer" : "viewers"} on, ${less} is cheaper than ${more}`;
}

function crossingsOf({ crossings }: Drawing, { x, y }: Scales): string {
  const placed = crossings
    .toSorted((a, b) => a.viewers - b.viewers)
    .map((crossing) => ({ crossing, left: x.at(crossing.viewers), top: y.at(crossing.cost) }));
  const circles = placed.map(({ crossing, left, top }) => {
    const title = `<title>${escaped(crossingText(crossing))}</title>`;
    return `<circle cx="${left.toFixed(1)}" cy="${top.toFixed(1)}" r="4.5">${title}</circle>`;
  });
  // A number only where it has room; the list below the chart has them all.
  let free = 0;
  const numbers = placed.map(({ crossing, left, top }) => {
    if (left < free) return "";
    free = left + 34;
    const where = `x="${left.toFixed(1)}" y="${(top - 9).toFixed(1)}"`;
    return `<text ${where} text-anchor="middle">${count(crossing.viewers)}</text>`;
  });
  return `<g class="crossing">${[...circles, ...numbers].join("")}</g>`;
}

function markerOf({ choice: { viewers } }: Drawing, { x }: Scales): string {
  const at = x.at(viewers).toFixed(1);
  return `<g class="marker"><line x1="${at}" y1="${field.top - 8}" x2="${at}" y2="${field.bottom}"/><text x="${at}" y="${field.top - 14}" text-anchor="middle">${count(viewers)} ${viewers === 1 ? "viewer" : "viewers"}</text></g>`;
}

/** Cost against viewers as a picture: what stands inside the `svg` element. */
export function chartOf(drawing: Drawing): string {
  const x = viewerScale(drawing.axis, { from: field.left, to: field.right });
  const y = costScale(drawing.lines, drawing.axis, { from: field.bottom, to: field.top });
  const scales = { x, y };
  const title = `<text class="title" x="${(field.left + field.right) / 2}" y="${size.height - 12}" text-anchor="middle">Viewers at the same moment</text>`;
  return [
    gridOf(scales),
    markerOf(drawing, scales),
    linesOf(drawing, scales),
    crossingsOf(drawing, scales),
    title,
  ].join("\n");
}

/** Of the picture, for the `svg` element. */
export const viewBox = `0 0 ${size.width} ${size.height}`;

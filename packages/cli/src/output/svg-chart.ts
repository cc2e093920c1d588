import { axisDollars, type ChartText, type Series } from "./chart.js";

/** A point on the horizontal axis at which another curve becomes the cheaper one. */
export interface Crossing {
  readonly at: number;
  readonly label: string;
}

const colours = ["#0b6e99", "#d1495b", "#2e8b57", "#8e5ea2", "#c77700", "#3d3d3d", "#5a7d00", "#a0522d"];
const dashes = ["", "6 3", "2 3", "8 3 2 3"];
const size = { width: 800, height: 480, left: 80, right: 180, top: 24, bottom: 56 };

function escaped(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;").replaceAll('"', "&quot;");
}

/** Curves of cost as a picture, with the crossings marked. Lines differ by dashes too, not by colour alone. */
export function svgChart(
  series: readonly Series[],
  { axis, max, crossings }: ChartText & { readonly crossings: readonly Crossing[] },
): string {
  const width = size.width - size.left - size.right;
  const height = size.height - size.top - size.bottom;
  const positive = series.flatMap(({ values }) => values).filter((value) => value > 0);
  const low = Math.floor(Math.log10(Math.max(0.01, Math.min(...positive))));
  const high = Math.max(low + 1, Math.ceil(Math.log10(Math.max(0.01, ...positive))));
  const x = (value: number): string => (size.left + (value / max) * width).toFixed(1);
  const y = (value: number): string => {
    const level = (Math.log10(Math.max(value, 10 ** low)) - low) / (high - low);
    return (size.top + (1 - level) * height).toFixed(1);
  };
  const parts: string[] = [];
  for (let power = low; power <= high; power += 1) {
    const at = y(10 ** power);
    parts.push(`<line x1="${size.left}" y1="${at}" x2="${size.left + width}" y2="${at}" stroke="#ddd"/>`);
    parts.push(`<text x="${size.left - 8}" y="${at}" dy="4" text-anchor="end">${axisDollars(10 ** power)}</text>`);
  }
  for (const share of [0, 0.25, 0.5, 0.75, 1]) {
    const value = Math.round(max * share);
    const text = value.toLocaleString("en-US");
    parts.push(`<text x="${x(value)}" y="${size.top + height + 18}" text-anchor="middle">${text}</text>`);
  }
  for (const [index, { name, values }] of series.entries()) {
    const points = values.map((value, step) => `${x((step / (values.length - 1)) * max)},${y(value)}`).join(" ");
    const style = `stroke="${colours[index % colours.length]}" stroke-dasharray="${dashes[index % dashes.length]}"`;
    const line = size.top + 16 + index * 18;
    const left = size.left + width + 12;
    parts.push(`<polyline fill="none" stroke-width="2" ${style} points="${points}"/>`);
    parts.push(`<line x1="${left}" y1="${line}" x2="${left + 24}" y2="${line}" stroke-width="2" ${style}/>`);
    parts.push(`<text x="${left + 30}" y="${line}" dy="4">${escaped(name)}</text>`);
  }
  for (const { at, label } of crossings) {
    const where = x(at);
    parts.push(
      `<g class="crossing"><title>${escaped(label)}</title><line x1="${where}" y1="${size.top}" x2="${where}" y2="${size.top + height}" stroke="#999" stroke-dasharray="2 2"/><text x="${where}" y="${size.top - 6}" text-anchor="middle">${at.toLocaleString("en-US")}</text></g>`,
    );
  }
  parts.push(`<text x="${size.left + width / 2}" y="${size.height - 14}" text-anchor="middle">${escaped(axis)}</text>`);
  const title = `Cost in US dollars by ${axis}`;
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${size.width} ${size.height}" font-family="sans-serif" font-size="12" role="img" aria-label="${escaped(title)}">
<rect width="100%" height="100%" fill="white"/>
${parts.join("\n")}
</svg>
`;
}

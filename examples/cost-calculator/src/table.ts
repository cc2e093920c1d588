import type { Estimate } from "@hybrid-stream/cost-model";
import { appearances } from "./architectures.js";
import type { Choice } from "./choice.js";
import type { Figure } from "./figures.js";
import { dollars, escaped } from "./text.js";

function savingOf(percent: string | null): string {
  if (percent === null) return "–";
  return percent.startsWith("-") ? `${percent.slice(1)} % more` : `${percent} % less`;
}

function notesOf({ warnings }: Estimate, { cheapest, base }: Readonly<Record<"cheapest" | "base", boolean>>): string {
  const codes = new Set(warnings.map(({ code }) => code));
  return [
    cheapest ? '<b class="badge">cheapest</b>' : "",
    base ? '<span class="badge quiet">compared with</span>' : "",
    codes.has("old-price") ? '<span class="badge quiet">old price</span>' : "",
    codes.has("plan-limit-exceeded") ? '<span class="badge quiet">above the plan’s limit</span>' : "",
  ].join(" ");
}

/** The rows of the table as HTML. */
export function rowsOf(figures: readonly Figure[], { base }: Choice): string {
  const least = figures[0]?.estimate?.total;
  return figures
    .map((figure) => {
      const { preset, estimate } = figure;
      const name = escaped(appearances[preset].label);
      if (estimate === null) {
        const reason = escaped(figure.reason);
        return `<tr data-preset="${preset}" class="missing"><th scope="row">${name}</th><td colspan="4" title="${reason}">no price in this book</td></tr>`;
      }
      const cheapest = estimate.total === least;
      const notes = notesOf(estimate, { cheapest, base: preset === base });
      const cells = [
        `<td class="total">${dollars(estimate.total)}</td>`,
        `<td>${savingOf(figure.savingPercent)}</td>`,
        `<td>${dollars(estimate.fixed)}</td>`,
        `<td>${dollars(estimate.marginalViewer)}</td>`,
      ].join("");
      return `<tr data-preset="${preset}"${cheapest ? ' class="cheapest"' : ""}><th scope="row">${name} ${notes}</th>${cells}</tr>`;
    })
    .join("\n");
}

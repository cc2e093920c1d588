export { appearances } from "./architectures.js";
export { bookNote } from "./book-notes.js";
export { chartOf, crossingText, viewBox } from "./chart.js";
export { axisEnd, type Choice, lastViewerStep, mostViewers, stepOf, viewersAt } from "./choice.js";
export { type Axis, type Crossing, crossingsOf, type Line, linesOf } from "./curves.js";
export { figuresOf } from "./figures.js";
export { rowsOf } from "./table.js";
export { count, dollars, escaped } from "./text.js";

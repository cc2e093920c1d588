export { books, list202611, list202611NoAllowances, seedBook } from "./books.js";
export { list202611Data } from "./list-2026-11/data.js";
export { seedData } from "./seed-data.js";

import { pathToFileURL } from "node:url";
import { buildCalculator, usualFolder } from "./build.js";

const file = await buildCalculator(usualFolder);
console.log(`Built. Open it in a browser:\n${pathToFileURL(file).href}`);

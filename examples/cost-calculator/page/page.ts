import { startInputs } from "./inputs.js";
import { requestChart, startChart } from "./show-chart.js";
import { showFigures } from "./show-figures.js";

function show(): void {
  showFigures();
  requestChart();
}

startInputs(show);
startChart();
show();

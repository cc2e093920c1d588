import { startLoopbackControl } from "./loopback-control.js";
import { loopbackSource, readToEnd } from "./open-source.js";

// A host that opens a source and is killed by the test.
const control = await startLoopbackControl();
const source = await loopbackSource(control)({ channel: "show-42" }, new AbortController().signal);
void readToEnd(source);
// It cannot tidy up: the test does.
process.stdout.write(control.adapter.file);

// Reads pages that were written down for one model each, and the models' names, from standard input, and writes what the browser puts
// together of them.
import { merged } from "../../ui/browser/host/merged.js";

let text = "";
for await (const part of process.stdin) text += part;
/** @type {{given: import("../../ui/browser/host/merged.js").Given[], names: string[]}[]} */
const asked = JSON.parse(text);
process.stdout.write(JSON.stringify(asked.map(({ given, names }) => merged(given, names, names[0]))));

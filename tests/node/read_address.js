// Reads lines of a view's table with texts of an address from standard input, and writes what the browser reads in each, null where it
// makes no sense; and the models that a page reads in queries, by its own word for them.
import { runsOf, viewOf } from "../../ui/browser/kit/address.js";

let text = "";
for await (const part of process.stdin) text += part;
/** @type {{parameters: [import("../../ui/browser/kit/view.js").Parameter, string[]][], runs: [own: string, query: string][]}} */
const asked = JSON.parse(text);
const read = asked.parameters.map(([parameter, texts]) =>
  texts.map((said) => viewOf({ it: parameter }, new URLSearchParams({ it: said })).it ?? null),
);
const runs = asked.runs.map(([own, query]) => runsOf(own, new URLSearchParams(query)));
process.stdout.write(JSON.stringify({ read, runs }));

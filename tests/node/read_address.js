// Reads lines of a view's table with texts of an address from standard input, and writes what the browser reads in each, null where it
// makes no sense.
import { viewOf } from "../../ui/browser/kit/address.js";

let text = "";
for await (const part of process.stdin) text += part;
/** @type {[import("../../ui/browser/kit/view.js").Parameter, string[]][]} */
const asked = JSON.parse(text);
const read = asked.map(([parameter, texts]) =>
  texts.map((said) => viewOf({ it: parameter }, new URLSearchParams({ it: said })).it ?? null),
);
process.stdout.write(JSON.stringify(read));

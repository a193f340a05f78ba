// Reads view tables and moves from standard input, and writes what the browser makes of them: the view, and the link's text.
import { View } from "../../ui/browser/kit/view.js";

let text = "";
for await (const part of process.stdin) text += part;
const made = Object.entries(JSON.parse(text)).map(([name, { table, start, moves }]) => {
  const view = new View({ table, start }, { seen: () => "", report() {} });
  view.move(moves);
  return [name, [view.now, view.link()]];
});
process.stdout.write(JSON.stringify(Object.fromEntries(made)));

// The picker of models on a page of the site: a list where a page has one model, boxes to tick where it has several.

/**
 * @typedef {{name: string, title: string, short: string}} Run
 * @typedef {{key: string, most: number, families: {name: string, reason: string, runs: Run[]}[]}} Picker
 */

/** Show what is picked. @param {Picker | null} picker @param {string[]} picked @param {(names: string[]) => void} pick */
export function modelPicker(picker, picked, pick) {
  const place = document.getElementById("picker");
  if (!picker || !place) return;
  if (!place.firstElementChild) place.append(picker.most > 1 ? several(picker, pick) : list(picker, pick));
  const titles = picker.families.flatMap(({ runs }) => runs).filter(({ name }) => picked.includes(name));
  for (const input of place.querySelectorAll("input")) input.checked = picked.includes(input.value);
  for (const select of place.querySelectorAll("select")) select.value = picked[0];
  for (const summary of place.querySelectorAll("summary"))
    summary.textContent = `Models: ${titles.map(({ short }) => short).join(", ")}`;
}

/** @param {Picker} picker @param {(names: string[]) => void} pick */
function list({ families }, pick) {
  const select = document.createElement("select");
  for (const { name, runs } of families) {
    const group = document.createElement("optgroup");
    group.label = name;
    group.append(...runs.map((run) => new Option(run.title, run.name)));
    select.append(group);
  }
  select.addEventListener("change", () => pick([select.value]));
  const label = document.createElement("label");
  label.append("Model ", select);
  return label;
}

/** @param {Picker} picker @param {(names: string[]) => void} pick */
function several({ families, most }, pick) {
  const details = document.createElement("details");
  const models = Object.assign(document.createElement("div"), { className: "models" });
  details.append(document.createElement("summary"), models);
  /** @type {string[]} */
  let order = []; // in which they were ticked: of more, the first goes
  for (const { name, reason, runs } of families) {
    const field = document.createElement("fieldset");
    const legend = document.createElement("legend");
    legend.textContent = `${name}: ${reason}`;
    field.append(legend, ...runs.map(box));
    models.append(field);
  }
  details.addEventListener("change", ({ target }) => {
    const ticked = [...details.querySelectorAll("input")].filter(({ checked }) => checked).map(({ value }) => value);
    const last = /** @type {HTMLInputElement} */ (target).value;
    order = [
      ...order.filter((name) => ticked.includes(name)),
      ...ticked.filter((name) => !order.includes(name) && name !== last),
    ];
    if (ticked.includes(last) && !order.includes(last)) order.push(last);
    pick(order.slice(-most));
  });
  return details;
}

/** @param {Run} run */
function box({ name, short, title }) {
  const [label, input] = [document.createElement("label"), document.createElement("input")];
  Object.assign(input, { type: "checkbox", value: name });
  label.title = title;
  label.append(input, ` ${short}`);
  return label;
}

// Several models on a page that was written down for each model alone: what each is given, put together as Python does it for all.

/** @typedef {import("./page.js").Part} Part */
/** @typedef {{title: string, html: string, parts: Part[]}} Given a page as it was written down for some models */
/** @typedef {{name: string, answer: string}} Preset */

/**
 * @param {Given[]} given what was written for each of the models alone, in the order in which the page shows them
 * @param {string[]} names of the models @param {string} on the model that the view speaks of
 * @returns {Given} with the text that was written for the first
 */
export function merged(given, names, on) {
  const [first] = given;
  const led = given[names.indexOf(on)] ?? first;
  const named = first.parts.flatMap(({ data }) => data.runs ?? []).at(0)?.short;
  const note = `<p class="caption">Said of ${named}, the first of these models: the site has no text for this choice of them.</p>`;
  return {
    ...first,
    html: named ? first.html.replace("</summary>", `</summary>${note}`) : first.html,
    parts: first.parts.map((part) => {
      const all = given.map(({ parts }) => parts.find(({ key }) => key === part.key)).filter((one) => one !== undefined);
      const lead = led.parts.find(({ key }) => key === part.key) ?? part;
      return part.name === "delivery"
        ? { ...part, data: all.flatMap(({ data }) => data) }
        : {
            ...part,
            data: together(
              all.map(({ data }) => data),
              lead.data,
              names,
            ),
          };
    }),
  };
}

/** @param {any[]} all the data of one instrument, a model each @param {any} lead that of the model on which the view is @param {string[]} names */
function together(all, lead, names) {
  const [first] = all;
  if (!first.runs || all.length < 2) return first;
  const runs = all.flatMap((data) => data.runs);
  const table = { ...lead.table };
  for (const [name, parameter] of Object.entries(table)) {
    const known = [...new Set(all.flatMap((data) => data.table[name]?.names ?? []))];
    if (parameter.kind === "one of") table[name] = { ...parameter, names: known };
  }
  return {
    ...first,
    runs,
    table,
    presets: presetsOf(all),
    of: first.of && names.join(" "),
    ...("inputs" in first && { inputs: null }), // the pictures beside the drawing of one run
  };
}

// Questions on maps of two numbers are asked where one of the models has such a map. What answers a question for each of the models
// alone is said of each.
/** @param {any[]} all */
function presetsOf(all) {
  const { presets } = all.find(({ runs }) => runs[0].spec?.latent_size === 2) ?? all[0];
  return presets.map((/** @type {Preset} */ preset) => {
    const answers = all.flatMap(({ runs, presets }) => {
      const own = presets.find((/** @type {Preset} */ { name }) => name === preset.name);
      return own?.answer ? `${runs[0].short}: ${own.answer}` : [];
    });
    return { ...preset, answer: answers.join(" ") };
  });
}

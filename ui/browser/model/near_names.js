// Which names are like one that there is not, as Python's difflib.get_close_matches finds them (ui/meant.py).

const [ENOUGH, MOST] = [0.6, 3]; // how alike, 1 is the same; how many are offered

/** Those of the names that a text looks like, the likest first. @param {string} said @param {Iterable<string>} names */
export function like(said, names) {
  const asked = said.toLowerCase();
  return [...names]
    .map((name) => ({ name, alike: (2 * shared(name, asked)) / (name.length + asked.length || 1) }))
    .filter(({ alike }) => alike >= ENOUGH)
    .sort((a, b) => b.alike - a.alike || (a.name < b.name ? 1 : -1))
    .slice(0, MOST)
    .map(({ name }) => name);
}

/** How many letters two texts share in order: of the longest piece of both, and of what stands before it and behind it. @param {string} a @param {string} b @returns {number} */
function shared(a, b) {
  const [i, j, size] = longest(a, b);
  return size && size + shared(a.slice(0, i), b.slice(0, j)) + shared(a.slice(i + size), b.slice(j + size));
}

/** The longest piece of both, the first in `a`, and of these the first in `b`. @param {string} a @param {string} b */
function longest(a, b) {
  let [at, there, most] = [0, 0, 0];
  let row = new Uint16Array(b.length + 1);
  for (let i = 0; i < a.length; i++) {
    const next = new Uint16Array(b.length + 1);
    for (let j = 0; j < b.length; j++) {
      if (a[i] !== b[j]) continue;
      next[j + 1] = row[j] + 1;
      if (next[j + 1] > most) [at, there, most] = [i + 1 - next[j + 1], j + 1 - next[j + 1], next[j + 1]];
    }
    row = next;
  }
  return [at, there, most];
}

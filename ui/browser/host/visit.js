// What a visit keeps from page to page of the site. In a frame that may keep nothing it is kept for as long as the page is open.

/** @type {Map<string, string>} */
const here = new Map();

/** @param {string} name @returns {any} null where there is none */
export function kept(name) {
  try {
    return JSON.parse(sessionStorage.getItem(`aelab ${name}`) ?? "null");
  } catch {
    return JSON.parse(here.get(name) ?? "null");
  }
}

/** @param {string} name @param {any} value */
export function keep(name, value) {
  const said = JSON.stringify(value);
  here.set(name, said);
  try {
    sessionStorage.setItem(`aelab ${name}`, said);
  } catch {}
}

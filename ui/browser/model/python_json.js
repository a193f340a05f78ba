// JSON to the letter as Python's json.dumps(value, sort_keys=True) writes what json.loads read of it: a card is signed by that.

/** @param {any} value of finite numbers, texts, booleans, lists and objects; what is undefined in an object is left out @returns {string} */
export function pythonJson(value) {
  if (typeof value === "number") return number(value);
  if (typeof value === "string") return JSON.stringify(value).replace(/[^ -~]/g, escaped);
  if (Array.isArray(value)) return `[${value.map(pythonJson).join(", ")}]`;
  if (typeof value !== "object") return String(value);
  const keys = Object.keys(value).filter((key) => value[key] !== undefined);
  return `{${keys
    .sort()
    .map((key) => `${pythonJson(key)}: ${pythonJson(value[key])}`)
    .join(", ")}}`;
}

/** Python has an exponent below 1e-4 and from 1e16 on, of two digits at least. @param {number} value */
function number(value) {
  if (!Number.isFinite(value)) throw new RangeError(`${value} is no number of JSON.`);
  const size = Math.abs(value);
  if (!size) return "0"; // and no minus
  if (size >= 1e-4 && size < 1e16) return String(value);
  const [digits, power] = value.toExponential().split("e");
  return `${digits}e${power[0]}${power.slice(1).padStart(2, "0")}`;
}

/** @param {string} character of 16 bits */
const escaped = (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`;

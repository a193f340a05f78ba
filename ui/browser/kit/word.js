// Words of the glossary on labels of instruments: dotted underlines, whose sentences glossary.js shows. In a label, [KL] is a word
// and [nats|nat] one of another name on the page Words.
import { element } from "./kit.js";

const MARKED = /\[([^\]|]+)(?:\|([\w-]+))?\]/;

/**
 * A label with its words as links to their places on the page Words.
 * @param {string} label
 * @returns {(string | Node)[]}
 */
export const spelled = (label) =>
  each(label, (text, id) => element("a", { class: "word", href: `words#${id}`, draggable: "false" }, text));

/**
 * The same of a button or another control, which cannot hold a link: a sentence shows while the pointer or the focus is there.
 * @param {string} label
 */
export const spelledInControl = (label) => each(label, (text, id) => element("span", { class: "word", "data-word": id }, text));

/** A label without the marks. @param {string} label */
export const bare = (label) => label.replace(new RegExp(MARKED, "g"), "$1");

/** @param {string} label @param {(text: string, id: string) => Node} made @returns {(string | Node)[]} */
function each(label, made) {
  const parts = label.split(MARKED); // text, word, name, text, word, name, ..., text
  /** @type {(string | Node)[]} */
  const nodes = [];
  parts.forEach((part, i) => {
    if (i % 3 === 0 && part) nodes.push(part);
    if (i % 3 === 1) nodes.push(made(part, parts[i + 1] ?? anchor(part)));
  });
  return nodes;
}

/** As ui/words.py makes it of a name. @param {string} name */
const anchor = (name) => (name.toLowerCase().match(/[\p{L}\p{N}_]+/gu) ?? []).join("-");

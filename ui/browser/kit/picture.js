// The whole instrument as a PNG file: a copy of its elements, with the canvases' pixels and the present values in it, drawn
// by the browser itself from an SVG image. Such an image may load nothing, so style, variables and font go with it.
import { RUN_NAMES } from "./address.js";
import { contextOf } from "./canvas.js";
import { element, palette, unit } from "./kit.js";
import { withText } from "./png_text.js";

const DENSITY = 2; // pixels of the picture for a CSS pixel
const MARGIN = 16;
const LINE = 20;
/** @type {Promise<string> | null} */
let font = null; // a promise of the page's font, fetched once

/**
 * Save the instrument as `aelab-<instrument>-<run>.png`. The settings are written under it, and the link into the file.
 * @param {HTMLElement} root the instrument's `.aelab` @param {URL} link that opens this view
 * @throws when the browser cannot draw it, or will not let the drawing be read
 */
export async function savePicture(root, link) {
  const runs = runsShown(root);
  const settings = settingsOf(link);
  const drawn = await drawPicture(root, [runs.join(", "), ...settings]);
  /** @type {Blob | null} */
  const png = await new Promise((resolve) => drawn.toBlob(resolve, "image/png"));
  if (!png) throw new Error("the picture is too large");
  const words = { Source: link.href, Description: [runs.join(", "), ...settings].join("; "), Software: "aelab" };
  const file = new Blob(withText(new Uint8Array(await png.arrayBuffer()), words), { type: "image/png" });
  download(file, `aelab-${root.firstElementChild?.classList[0]}-${runs[0] ?? "digits"}.png`);
}

/** @param {Blob} file @param {string} name */
export function download(file, name) {
  const address = URL.createObjectURL(file);
  element("a", { href: address, download: name }).click();
  setTimeout(() => URL.revokeObjectURL(address), 60_000); // a browser may ask where to save first
}

/** @param {HTMLElement} root */
function runsShown(root) {
  const named = [...root.querySelectorAll("[data-run]")].filter((node) => node.checkVisibility());
  return [...new Set(named.map((node) => node.getAttribute("data-run") ?? ""))];
}

/** @param {URL} link */
function settingsOf(link) {
  const own = [...link.searchParams].filter(([name]) => !RUN_NAMES.includes(name));
  return own.map(([name, value]) => `${name} = ${value.replaceAll(",", ", ")}`);
}

/** @param {HTMLElement} root @param {string[]} words */
async function drawPicture(root, words) {
  const { width, height } = root.getBoundingClientRect();
  const colours = palette(root);
  const image = new Image();
  image.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(await svgOf(root, width, height))}`;
  await image.decode();
  const canvas = element("canvas");
  const context = contextOf(canvas);
  const type = () => (context.font = `13px ${colours.font}`);
  type();
  const lines = broken(words, width, (text) => context.measureText(text).width);
  canvas.width = Math.ceil(DENSITY * (width + 2 * MARGIN));
  canvas.height = Math.ceil(DENSITY * (height + 3 * MARGIN + LINE * lines.length));
  context.scale(DENSITY, DENSITY);
  context.fillStyle = colours.page;
  context.fillRect(0, 0, canvas.width, canvas.height);
  context.drawImage(image, 0, 0, width + 2 * MARGIN, height + 2 * MARGIN);
  context.fillStyle = colours.hairline;
  context.fillRect(MARGIN, height + 1.5 * MARGIN, width, 1);
  type(); // a canvas forgets it when its size changes
  context.fillStyle = colours.ink2;
  context.textBaseline = "middle";
  lines.forEach((line, i) => context.fillText(line, MARGIN, height + 2 * MARGIN + LINE * (i + 0.5)));
  return canvas;
}

// The words in as few lines as they fit in, whole where they can be; "aelab" ends the last.
/** @param {string[]} words @param {number} width @param {(text: string) => number} measure */
function broken(words, width, measure) {
  const pieces = [...words, "aelab"].flatMap((word) => word.split(" ").map((part, i) => (i ? " " : "   ") + part));
  const lines = [""];
  for (const piece of pieces) {
    const longer = lines[lines.length - 1] + piece;
    if (measure(longer.trim()) <= width) lines[lines.length - 1] = longer;
    else lines.push(piece);
  }
  return lines.map((line) => line.trim());
}

/** @param {HTMLElement} root @param {number} width @param {number} height */
async function svgOf(root, width, height) {
  const copy = /** @type {HTMLElement} */ (root.cloneNode(true));
  const nodes = root.querySelectorAll("*");
  copy.querySelectorAll("*").forEach((node, i) => freeze(nodes[i], /** @type {HTMLElement} */ (node)));
  const rules = rulesOf(/** @type {ShadowRoot} */ (root.getRootNode()));
  const style = getComputedStyle(root);
  // Streamlit's, and the height of controls, which depends on the pointer
  const variables = new Set((rules + copy.outerHTML).match(/--(st-[\w-]+|control)/g));
  for (const name of variables) copy.style.setProperty(name, inPixels(style.getPropertyValue(name)));
  copy.style.width = `${width}px`;
  font ??= pageFont(style.fontFamily).catch(() => "");
  copy.prepend(element("style", {}, (await font) + rules));
  copy.setAttribute("xmlns", "http://www.w3.org/1999/xhtml");
  const body = new XMLSerializer().serializeToString(copy);
  const frame = `width="${width + 2 * MARGIN}" height="${height + 2 * MARGIN}"`;
  const place = `x="${MARGIN}" y="${MARGIN}" width="${width}" height="${height}" style="overflow: visible"`; // a thumb may stand out
  return `<svg xmlns="http://www.w3.org/2000/svg" ${frame}><foreignObject ${place}>${body}</foreignObject></svg>`;
}

// As they were written: the text that a browser makes of a rule loses a `font` with a variable in it. In the image the window
// is the image, and its type has another size, so what was measured by the window's is put in pixels.
/** @param {ParentNode} shadow */
function rulesOf(shadow) {
  return inPixels(Array.from(shadow.querySelectorAll("style"), (sheet) => sheet.textContent).join("\n"));
}

/** @param {string} text */
function inPixels(text) {
  const side = /** @param {string} way */ (way) => (way === "w" ? innerWidth : innerHeight);
  return text
    .replace(/(\d*\.?\d+)[dls]?v([wh])\b/g, (_, share, way) => `${(share * side(way)) / 100}px`)
    .replace(/(\d*\.?\d+)rem\b/g, (_, share) => `${share * 16 * unit()}px`);
}

// What a copy of an element does not know of it, written so that it does.
/** @param {Element} live @param {HTMLElement} copy */
function freeze(live, copy) {
  if (live instanceof HTMLCanvasElement) freezeCanvas(live, copy);
  else if (live instanceof HTMLInputElement && live.type !== "file") {
    copy.setAttribute("value", live.value);
    copy.toggleAttribute("checked", live.checked);
  } else if (live instanceof HTMLOptionElement) copy.toggleAttribute("selected", live.selected);
  else if (live.classList.contains("link-buttons")) copy.style.visibility = "hidden"; // they do nothing on paper
  if (getComputedStyle(live).position === "sticky") Object.assign(copy.style, { position: "relative", inset: "auto" });
  if (!live.scrollLeft && !live.scrollTop) return;
  copy.style.overflow = "hidden";
  for (const child of copy.children) {
    /** @type {HTMLElement} */ (child).style.translate = `${-live.scrollLeft}px ${-live.scrollTop}px`;
  }
}

// Without scripts a canvas is an element like any other, so it keeps its place and rules and has its pixels for background.
/** @param {HTMLCanvasElement} live @param {HTMLElement} copy */
function freezeCanvas(live, copy) {
  const { display, width, height } = getComputedStyle(live);
  if (display === "none" || !live.width || !live.height) return;
  Object.assign(copy.style, { display: display === "inline" ? "inline-block" : display, width, height });
  copy.style.background = `url(${live.toDataURL()}) content-box 0 0 / 100% 100% no-repeat, ${getComputedStyle(live).backgroundColor}`;
}

/** @param {string} families */
async function pageFont(families) {
  const family = families.split(",")[0].replaceAll(/["']/g, "").trim();
  const rules = [...document.styleSheets].flatMap((sheet) => [...readable(sheet)]);
  const faces = rules.filter((rule) => rule instanceof CSSFontFaceRule);
  const upright = faces.filter(
    ({ style }) => style.fontFamily.replaceAll(/["']/g, "") === family && style.fontStyle !== "italic",
  );
  return (await Promise.all(upright.map(inlined))).join("\n");
}

/** @param {CSSStyleSheet} sheet */
function readable(sheet) {
  try {
    return sheet.cssRules;
  } catch {
    return []; // of another origin
  }
}

/** @param {CSSFontFaceRule} face */
async function inlined(face) {
  const [, address] = face.cssText.match(/url\("?([^")]+)"?\)/) ?? [];
  if (!address) return "";
  const file = await fetch(new URL(address, face.parentStyleSheet?.href ?? location.href)).then((answer) => answer.blob());
  /** @type {string} */
  const data = await new Promise((resolve, reject) => {
    const reader = new FileReader();
    Object.assign(reader, { onload: () => resolve(String(reader.result)), onerror: reject });
    reader.readAsDataURL(file);
  });
  return face.cssText.replace(address, data);
}

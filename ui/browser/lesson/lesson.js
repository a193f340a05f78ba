// A lesson's panel beside the page: what its step asks, what it points at and shows, and the way to the next one.
import { button } from "../kit/controls.js";
import { element, instrument } from "../kit/kit.js";
import { marked, marks, ringed, withLabel } from "../kit/marked.js";
import { say } from "../kit/say.js";
import { onShared, shared } from "../kit/shared.js";
import { questionOf } from "./question.js";
import { askedOf, drawnBy, known, revealedOf, together } from "./together.js";
import { perform, stopPerforming } from "./perform.js";

/**
 * at: of the step, from 1; steps: the names of all; here: whether the page is the step's own; point, hide: names of parts; away: selectors of hidden ones that are no instrument's; show: what is
 * done to the instrument when the reader asks
 * @typedef {{lesson: string, at: number, steps: string[], after: string, here: boolean, point: string[], hide: string[], away: string[],
 *   show: import("./perform.js").Act[], question: import("./question.js").Question | null, following?: string}} LessonData
 *   following: the title of the next lesson, at the last step
 */

let panels = 0; // another one may be there before the one that it follows is gone
const [PATIENCE, STEADY] = [20000, 1500]; // ms in which what is pointed at has come, and after which it will stay
const PANEL = ".st-key-lesson";
const HANDS = ["pointerdown", "wheel", "touchstart", "keydown"];

/** @param {Component<LessonData>} component */
export default function (component) {
  return instrument(component, (root, first) => {
    const node = element("div", { class: "aelab-lesson" });
    root.append(node);
    let stop = () => {};
    let last = "";
    const own = ++panels;
    let shown = "";
    const laid = () => node.classList.toggle("sheet", sheetHeight() > 0);
    addEventListener("resize", laid);
    const panel = /** @type {HTMLElement | null} */ (hostOf(root)?.closest(".st-key-lesson"));
    if (panel) panel.dataset.testid = "lesson";
    /** @type {ReturnType<typeof parts> | null} */
    let made = null;
    let latest = first;
    const deaf = onShared(() => calls.update(latest));
    const calls = {
      /** @param {Component<LessonData>} now */
      update(now) {
        latest = now;
        const { data } = now;
        const step = `${data.lesson} ${data.at} ${data.here}`;
        const room = data.question && together(`${data.lesson} ${data.at}`);
        mark(data, room);
        const drawn = JSON.stringify([data, drawnBy(room), forALecturer().length]);
        if (drawn === shown) return void (room && made?.count?.(room));
        const focused = /** @type {ShadowRoot} */ (node.getRootNode()).activeElement?.getAttribute("data-testid");
        made = parts(now, panel, room);
        node.replaceChildren(...made.elements);
        folded(panel, node, node.classList.contains("folded"));
        shown = drawn;
        laid();
        const again = focused && node.querySelector(`[data-testid="${focused}"]`);
        if (again instanceof HTMLElement) again.focus({ preventScroll: true });
        if (step === last) return;
        const came = last !== "";
        last = step;
        stop();
        stopPerforming();
        folded(panel, node, false);
        stop = lead(data);
        if (panel && came) panel.scrollTop = 0;
        if (came) say(() => `Step ${data.at} of ${data.steps.length}: ${data.steps[data.at - 1]}`);
      },
      destroy() {
        stop();
        deaf();
        stopPerforming();
        removeEventListener("resize", laid);
        if (own === panels) marks("lesson").replaceSync("");
      },
    };
    return calls;
  });
}

/** @param {HTMLElement} root */
function hostOf(root) {
  const own = root.getRootNode();
  return own instanceof ShadowRoot ? own.host : null;
}

/**
 * @param {Component<LessonData>} component @param {HTMLElement | null} panel @param {import("../kit/shared.js").Asked | null} room
 * @returns {{elements: HTMLElement[], count?: (room: import("../kit/shared.js").Asked) => void}} count: of those who have answered
 */
function parts({ data, setTriggerValue }, panel, room) {
  const { at, steps, question, show, here, after, following } = data;
  /** @param {number} to */
  const go = (to) => setTriggerValue("go", to);
  const back = button("Back", () => go(at - 1), { testid: "lesson-back" });
  back.disabled = at === 1;
  const next =
    at < steps.length
      ? button("Next", () => go(at + 1), { testid: "lesson-next" })
      : button("Done", () => go(0), { testid: "lesson-next" });
  next.classList.add("primary");
  const fold = button("Fold", () => folded(panel, fold.closest(".aelab-lesson")), { testid: "lesson-fold" });
  fold.classList.add("lesson-fold");
  const foot = element(
    "nav",
    {
      class: "lesson-foot",
      "aria-label": "Steps of the lesson",
      onkeydown: (/** @type {KeyboardEvent} */ event) => turn(event, at, steps, go),
    },
    back,
    element("span", { class: "second" }, `${at} of ${steps.length}`),
    next,
    fold,
    element("progress", { max: steps.length, value: at, "aria-label": "Progress of the lesson" }),
  );
  const more = element(
    "div",
    { class: "lesson-more" },
    button("Back to the step", () => go(at), { testid: "lesson-restore", title: "Opens the step's own view again" }),
    button("Leave", () => go(0), { testid: "lesson-leave", title: "The page stays as it is" }),
    ...forALecturer(),
  );
  const answers = {
    check: (/** @type {unknown} */ prediction) => setTriggerValue("check", prediction),
    again: () => setTriggerValue("again", true),
  };
  const asked = question && questionIn(question, room, answers);
  const elements = [
    ...(here ? [] : [element("p", { class: "lesson-away" }, "This step is about another page: Back to the step opens it.")]),
    ...(show.length && here ? [button("Show me", () => perform(show), { testid: "lesson-show" })] : []),
    ...(asked ? [asked.element] : []),
    ...(after ? [element("p", { class: "lesson-after" }, element("b", {}, "Now you can "), after)] : []),
    ...(following
      ? [button(`Next lesson: ${following}`, () => setTriggerValue("following", true), { testid: "lesson-following" })]
      : []),
    foot,
    more,
  ];
  return { elements, count: asked?.count };
}

/** @type {HTMLButtonElement} */
const linkButton = button("Link for a class", () => shared().classLink?.(linkButton), {
  testid: "lesson-class-link",
  title: "To this step, with parts of the page hidden or locked",
});
const roomButton = button("Room", () => shared().room?.(), { testid: "lesson-room", title: "Lead a room, or follow one" });

/** For a lecturer: what the sidebar has, in whose place the panel stands. They outlive a drawing, so that a dialog gives the focus back. */
function forALecturer() {
  const { classLink, room, led } = shared();
  if (led) return []; // who follows a lecture sends nobody
  return [...(classLink ? [linkButton] : []), ...(room ? [roomButton] : [])];
}

/**
 * @param {import("./question.js").Question} question @param {import("../kit/shared.js").Asked | null} room
 * @param {import("./question.js").Answers} answers @returns {{element: HTMLElement, count?: (room: import("../kit/shared.js").Asked) => void}}
 */
function questionIn(question, room, answers) {
  const now = known(question, room);
  if (room && now.right === undefined) return askedOf(now, room);
  return { element: now.others ? revealedOf(now) : questionOf(now, answers) };
}

/** @param {KeyboardEvent} event @param {number} at @param {string[]} steps @param {(to: number) => void} go */
function turn(event, at, steps, go) {
  const way = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
  if (!way || at + way < 1 || at + way > steps.length) return;
  event.preventDefault();
  go(at + way);
}

/** Of a sheet its foot alone stays, so that the page has room. @param {HTMLElement | null} panel @param {Element | null} node @param {boolean} [is] */
function folded(panel, node, is) {
  const now = panel?.classList.toggle("folded", is) ?? false;
  node?.classList.toggle("folded", now);
  const control = node?.querySelector(".lesson-fold");
  if (control) control.textContent = now ? "Unfold" : "Fold";
}

/**
 * Ring what the step points at, and hide what it hides: until its question is answered, where it asks one.
 * @param {LessonData} data @param {import("../kit/shared.js").Asked | null} room
 */
function mark({ point, hide, away, here, question }, room) {
  /** @param {string[]} selectors @param {string} rule */
  const each = (selectors, rule) => selectors.map((one) => `:is(${one}) { ${rule} }`).join("\n");
  const hidden = question && known(question, room).right !== undefined ? [] : [...hide.map(withLabel), ...away];
  const ring = "outline: 3px solid #f28c28 !important; outline-offset: 3px;";
  marks("lesson").replaceSync(here ? `${each(point.map(ringed), ring)}\n${each(hidden, "visibility: hidden !important;")}` : "");
}

/**
 * Bring what is pointed at into sight as soon as it is there, and keep it there while the page is still being built around it, or when the
 * window is another (a phone was turned): until the reader takes the page in hand.
 * @param {LessonData} data
 */
function lead({ point, here }) {
  let began = performance.now();
  /** @type {HTMLElement | null} */
  let last = null;
  let since = began;
  let waiting = 0;
  const stop = () => {
    clearTimeout(waiting);
    for (const type of HANDS) removeEventListener(type, stop, true);
    removeEventListener("resize", again);
  };
  const look = () => {
    const [found, now] = [marked(point[0]), performance.now()];
    if (found !== last || (found && bring(found, marked(point[point.length - 1]) ?? found))) since = now;
    last = found;
    if (now - began < PATIENCE && (!found || now - since < STEADY)) waiting = setTimeout(look, 100);
  };
  const again = () => {
    if (!document.querySelector(PANEL)) return stop();
    clearTimeout(waiting);
    began = since = performance.now();
    look();
  };
  if (point.length && here) {
    for (const type of HANDS) addEventListener(type, stop, true);
    addEventListener("resize", again);
    look();
  }
  return stop;
}

/** How much of the window's foot the panel covers, where it is a sheet there, and not beside the page. */
function sheetHeight() {
  const panel = document.querySelector(PANEL)?.getBoundingClientRect();
  return panel && panel.right >= document.documentElement.clientWidth ? innerHeight - panel.top : 0;
}

/** Whether it had to be brought, so that the last thing that is pointed at is in sight too, as far as it can be. @param {HTMLElement} found @param {HTMLElement} until */
function bring(found, until) {
  const { top } = found.getBoundingClientRect();
  const { bottom } = until.getBoundingClientRect();
  const sheet = sheetHeight();
  const over = stuckOver(found);
  if (top >= 56 && !over && (bottom <= innerHeight - sheet || top < 80)) return false;
  found.style.scrollMargin = `${over ? over + 16 : 64}px 0 ${sheet + 16}px`;
  found.scrollIntoView({ block: "start" });
  return Math.abs(found.getBoundingClientRect().top - top) > 1;
}

/** How far down what stays in view while the page scrolls covers it, 0 where nothing does. @param {HTMLElement} found */
function stuckOver(found) {
  const { left, top, width, height } = found.getBoundingClientRect();
  const root = /** @type {ShadowRoot | Document} */ (found.getRootNode());
  for (let at = root.elementFromPoint(left + width / 2, top + Math.min(height / 2, 24)); at; at = at.parentElement) {
    if (at.contains(found)) return 0;
    if (getComputedStyle(at).position === "sticky") return at.getBoundingClientRect().bottom;
  }
  return 0;
}

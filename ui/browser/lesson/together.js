// A question that a room is asked: who follows sends a prediction, the lectern sees how many there are and how they lie, and all see what is
// right, and their own beside everyone's, once the lectern shows it.
import { button } from "../kit/controls.js";
import { element } from "../kit/kit.js";
import { shared } from "../kit/shared.js";
import { KINDS, questionOf } from "./question.js";

/**
 * @typedef {import("./question.js").Question} Question
 * @typedef {import("../kit/shared.js").Asked} Asked
 */

/** What the room knows of a question, null where this is none that it is asked. @param {string} name @returns {Asked | null} */
export function together(name) {
  const { asked } = shared();
  return asked?.question === name ? asked : null;
}

/** What of it decides how the question is drawn; numbers that only count are written anew where they stand. @param {Asked | null} room */
export function drawnBy(room) {
  return room && [room.leads, room.own, room.answers, room.right !== undefined];
}

/** As it is shown while the room knows this, with the answer of this window. @param {Question} question @param {Asked | null} room @returns {Question} */
export function known(question, room) {
  const { right: _, why: __, predicted: ___, ...unanswered } = question;
  /** @type {Question} */
  const here = room?.leads ? unanswered : question; // a lecturer who has answered it before asks it all the same
  if (!room || here.right !== undefined || room.right === undefined) return here;
  return { ...here, predicted: room.own, right: room.right, why: room.why, others: room.answers ?? [] };
}

/**
 * @param {Question} question that has not been answered here @param {Asked} room
 * @returns {{element: HTMLElement, count: (room: Asked) => void}} count: write how many there are
 */
export function askedOf(question, room) {
  const count = element("p", { class: "second", role: "status", "data-testid": "room-answers" });
  const write = (/** @type {Asked} */ now) => (count.textContent = counted(now));
  write(room);
  const parts = room.leads ? lecternOf(question, room) : followerOf(question, room);
  const ask = element("p", { class: "lesson-ask" }, question.ask);
  const [first, ...rest] = parts;
  return {
    element: element("section", { class: "lesson-question", "aria-label": "Question" }, ask, first, count, ...rest),
    count: write,
  };
}

/** Once it is revealed. @param {Question} question with what is right */
export function revealedOf(question) {
  const node = questionOf(question, { check: () => {}, again: null });
  const { length } = question.others ?? [];
  const all = length === 1 ? "one answer" : `${length} answers`;
  node.append(element("p", { class: "second", "data-testid": "room-answers" }, `Of the room: ${all}.`));
  return node;
}

/** @param {Asked} room */
function counted({ leads, answered, followers, own, trouble }) {
  const many = `${answered} of ${Math.max(followers, answered)} have answered`;
  if (trouble) return trouble;
  if (leads) return `${many}.`;
  return own === null ? `The room is asked: ${many}.` : `Sent: ${many}. The lecturer shows what is right.`;
}

/** @param {Question} question @param {Asked} room */
function lecternOf(question, { answers, look, reveal }) {
  const spread = KINDS[question.kind]({ ...question, others: answers ?? undefined, still: true }, () => {}).element;
  const show = button("Reveal", reveal, { testid: "room-reveal", title: "All see what is right, and everyone's answers" });
  show.classList.add("primary");
  const see = button(answers ? "Hide the answers" : "See the answers", look, {
    testid: "room-look",
    title: "Here alone: who looks at this screen sees them, too",
  });
  return [spread, element("div", { class: "lesson-row" }, show, see)];
}

/** @param {Question} question @param {Asked} room */
function followerOf(question, { own, answer }) {
  const asked = KINDS[question.kind]({ ...question, predicted: own }, () => (send.disabled = asked.value() === null));
  const send = button(own === null ? "Send" : "Send again", () => answer(asked.value()), { testid: "lesson-check" });
  send.disabled = asked.value() === null;
  return [asked.element, send];
}

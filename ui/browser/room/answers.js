// What a window knows of the question that its room is asked, for the panel of the lesson (lesson/together.js).
import { shared, shareNews } from "../kit/shared.js";

/**
 * @typedef {import("./lectern.js").Stands} Stands
 * @typedef {import("./follower.js").Spread} Spread
 */

/**
 * @param {boolean} leads whether this window is the lectern @param {Record<string, unknown>} own what this window answered, by question
 * @param {(path: string, said: Record<string, unknown>) => Promise<any>} ask the server
 * @returns {{heard: (stands: Stands) => void, revealed: (spread: Spread) => void, end: () => void}}
 */
export function answersOf(leads, own, ask) {
  /** @type {Stands} */
  let stands = { followers: 0, question: null, answered: 0, revealed: false };
  /** @type {(Partial<Spread> & {question: string}) | null} */
  let spread = null;
  let trouble = "";
  let [looks, had] = [false, ""]; // whether the lectern sees the answers, and what it has fetched

  function tell() {
    const { question, answered, followers } = stands;
    const known = spread?.question === question ? spread : null;
    const right = stands.revealed ? known?.right : undefined;
    shared().asked = {
      ...{ leads, question, answered, followers, trouble, look, answer, reveal },
      own: (question && own[question]) ?? null,
      answers: right !== undefined || (leads && looks) ? (known?.answers ?? null) : null,
      ...{ right, why: known?.why ?? "" },
    };
    shareNews();
  }

  /** @param {string} path @param {Record<string, unknown>} said */
  async function told(path, said) {
    trouble = "";
    return ask(path, said).catch((error) => {
      trouble = error.message;
      tell();
    });
  }

  /** @param {unknown} value */
  async function answer(value) {
    const { question } = stands;
    if (!question) return;
    const before = own[question];
    own[question] = value;
    await told("answer", { question, value });
    if (trouble) own[question] = before;
    tell();
  }

  async function reveal() {
    const now = await told("reveal", {});
    if (now) heard(now);
  }

  function look() {
    looks = !looks;
    void fetched();
  }

  // The lectern asks for the answers where it sees them.
  async function fetched() {
    const all = await told("answers", {});
    if (all?.question) [spread, had] = [all, `${all.question} ${all.answers.length} ${all.right !== undefined}`];
    tell();
  }

  /** @param {Stands} now */
  function heard(now) {
    const other = now.question !== stands.question;
    if (other) [looks, trouble] = [false, ""];
    // what is revealed stays so: an answer that was on its way when it was says nothing of it
    stands = { ...now, revealed: now.revealed || (!other && stands.revealed) };
    const { question, answered, revealed } = stands;
    if (leads && question && (looks || revealed) && had !== `${question} ${answered} ${revealed}`) void fetched();
    else tell();
  }

  return {
    heard,
    revealed(now) {
      spread = now;
      tell();
    },
    end() {
      shared().asked = null;
      shareNews();
    },
  };
}

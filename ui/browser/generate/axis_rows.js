// The sliders themselves: a row for each axis with its weight beside it, in the order asked for.
import { element } from "../kit/kit.js";
import { formatNumber } from "../model/numbers.js";
import { segmented, slider } from "../kit/controls.js";
import { along, byWeight, coordinateAxes, principalAxes } from "../model/axes.js";

/**
 * @param {Codes} codes
 * @param {{taken: () => void, input: (axis: number, value: number) => void, release: () => void, ordered: () => void}} on
 *   taken: another axis came into the hand
 * @returns {{element: HTMLElement, chooser: HTMLElement, axes: Function, hand: Function, take: Function, order: Function,
 *   orderNow: Function, show: Function, value: Function}} `order` is "own", "weight" or "principal"
 */
export function axisRows(codes, on) {
  const own = coordinateAxes(codes);
  let principal = own.length ? null : principalAxes(codes); // projects all codes: else only when asked for
  let [order, axes, rows, held] = ["own", principal ?? own, [], 0];
  let sorted = [];
  const list = element("div", { class: "axis-list" });
  const note = element("p", { class: "tick axis-note" });
  const node = element("div", { class: "axis-rows" }, note, list);
  const weighted = codes.logVar ? "By KL" : "By variance";
  const options = [{ value: "own", label: "As they are" }, { value: "weight", label: weighted }, { value: "principal", label: "Principal axes" }];
  const chooser = segmented({ label: "Order of the sliders", options, value: order, testid: "slider-order", onChange: (value) => (setOrder(value), on.ordered()) });
  chooser.element.hidden = !own.length;
  let latest = null;

  function setOrder(asked) {
    order = own.length ? asked : "principal";
    chooser.set(order);
    if (order === "principal") principal ??= principalAxes(codes);
    const next = order === "principal" ? principal : own;
    if (next !== axes || !rows.length) {
      axes = next;
      rows = axes.map((axis, k) => axisRow(axis, k, axes, { ...on, take }));
    }
    sorted = order === "weight" ? byWeight(axes) : axes.map((_, k) => k);
    list.replaceChildren(...sorted.map((k) => rows[k].element));
    const columns = axes.length <= 4 ? 1 : axes.length <= 16 ? 2 : 3;
    node.dataset.columns = columns;
    node.style.setProperty("--rows", Math.ceil(axes.length / columns));
    note.textContent = describeWeights(axes, codes, order);
    if (latest) show(latest);
    take(sorted[0]);
  }

  function take(k) {
    if (k === held && rows[k].element.classList.contains("in-hand")) return; // pressed, then focused
    held = k;
    rows.forEach((row, i) => row.element.classList.toggle("in-hand", i === k));
    if (latest) on.taken();
  }

  function show(code) {
    latest = code;
    rows.forEach((row, k) => row.place(along(code, axes, k, codes.centre)));
  }

  return {
    element: node,
    chooser: chooser.element,
    axes: () => axes,
    hand: () => held,
    order: setOrder,
    orderNow: () => order,
    show,
    value: (k) => along(latest, axes, k, codes.centre),
    take: (position) => take(sorted.at(position)),
  };
}

function axisRow(axis, k, axes, on) {
  const { low, high, name, dead, decimals } = axis;
  const control = slider({
    label: name,
    min: low,
    max: high,
    value: low,
    testid: `latent-slider-${k}`,
    decimals,
    editable: true,
    bubble: false,
    onInput: (value) => on.input(k, value),
    onRelease: on.release,
  });
  const node = control.element;
  node.classList.add("axis-row");
  node.classList.toggle("dead", dead);
  node.querySelector(".slider-head span").after(weightBar(axis, axes));
  node.addEventListener("pointerdown", () => on.take(k));
  node.addEventListener("focusin", () => on.take(k));
  const reach = (value) => {
    const [least, most] = [Math.min(low, value), Math.max(high, value)];
    if (Number(control.input.min) !== least || Number(control.input.max) !== most) control.range(least, most);
  };
  // A number typed may lie outside of the percentiles, by as much as they are apart; on its way to the slider's own listener.
  node.addEventListener("change", ({ target }) => {
    if (target.type !== "number" || !Number.isFinite(target.valueAsNumber)) return;
    const value = Math.min(Math.max(target.valueAsNumber, 2 * low - high), 2 * high - low);
    reach(value); // which shows the slider's own value in a field that has lost the focus
    target.value = value;
  }, true);
  return {
    element: node,
    place(value) {
      reach(value);
      control.set(value);
    },
  };
}

function weightBar(axis, axes) {
  const of = (a) => a.kl ?? a.share;
  const text = axis.kl === null ? `${formatNumber(100 * axis.share, 0)}%` : formatNumber(axis.kl, 2);
  const most = Math.max(...axes.map(of), 1e-9);
  const bar = element("i", { style: { "--weight": of(axis) / most } });
  const title = axis.kl === null ? `${text} of the variance of the codes` : `KL from the prior ${text} nats`;
  return element("span", { class: "axis-weight", title: axis.dead ? `${title}; dead` : title }, bar, element("span", {}, text));
}

function describeWeights(axes, codes, order) {
  const digits = `${codes.count.toLocaleString("en")} test digits`;
  const dead = axes.filter((axis) => axis.dead).length;
  const rule = codes.logVar && order !== "principal" ? "KL under 0.01 nats" : "variance under 0.01";
  const grey = dead ? ` ${dead === 1 ? "One is" : `${dead} are`} dead (grey): ${rule}.` : "";
  const many = codes.size > axes.length ? `The first ${axes.length} principal axes of a code of ${codes.size} numbers. ` : "";
  const what = axes.length > 16 ? "Numbers" : "Bars"; // three columns of sliders have no room for bars
  if (axes[0].kl === null) return `${many}${what}: share of the variance of the codes of ${digits}.${grey}`;
  return `${what}: KL from the prior in nats, mean over ${digits}; ${formatNumber(axes.reduce((sum, axis) => sum + axis.kl, 0), 1)} in all.${grey}`;
}

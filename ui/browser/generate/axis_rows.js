// The sliders themselves: a row for each axis with its weight beside it, in the order asked for.
import { element } from "../kit/kit.js";
import { formatNumber } from "../model/numbers.js";
import { segmented, slider } from "../kit/controls.js";
import { along, byWeight, coordinateAxes, principalAxes } from "../model/axes.js";

/**
 * What is called; taken: another axis came into the hand.
 * @typedef {{taken: () => void, input: (axis: number, value: number) => void, release: () => void}} RowCalls
 * @typedef {ReturnType<typeof axisRows>} AxisRows
 */

/**
 * @param {Codes} codes
 * @param {RowCalls & {ordered: () => void}} on
 * @returns order: "own", "weight" or "principal"; hand: which axis is in it
 */
export function axisRows(codes, on) {
  const own = coordinateAxes(codes);
  let principal = own.length ? null : principalAxes(codes); // projects all codes: else only when asked for
  let [order, axes, held] = ["own", principal ?? own, 0];
  /** @type {ReturnType<typeof axisRow>[]} */
  let rows = [];
  /** @type {number[]} */
  let sorted = [];
  const list = element("div", { class: "axis-list" });
  const note = element("p", { class: "tick axis-note" });
  const node = element("div", { class: "axis-rows", "data-testid": "sliders" }, note, list);
  const weighted = codes.logVar ? "By [KL]" : "By variance";
  const options = [
    { value: "own", label: "As they are" },
    { value: "weight", label: weighted },
    { value: "principal", label: "[Principal axes|pca]" },
  ];
  const chooser = segmented({
    label: "Order of the sliders",
    options,
    value: order,
    testid: "slider-order",
    onChange: (value) => (setOrder(value), on.ordered()),
  });
  chooser.element.hidden = !own.length;
  /** @type {Numbers} */
  let latest;

  /** @param {string} asked */
  function setOrder(asked) {
    order = own.length ? asked : "principal";
    chooser.set(order);
    const next = order === "principal" ? (principal ??= principalAxes(codes)) : own;
    if (next !== axes || !rows.length) {
      axes = next;
      rows = axes.map((axis, k) => axisRow(axis, k, axes, { ...on, take }));
    }
    sorted = order === "weight" ? byWeight(axes) : axes.map((_, k) => k);
    list.replaceChildren(...sorted.map((k) => rows[k].element));
    const columns = axes.length <= 4 ? 1 : axes.length <= 16 ? 2 : 3;
    node.dataset.columns = String(columns);
    node.style.setProperty("--rows", String(Math.ceil(axes.length / columns)));
    note.textContent = describeWeights(axes, codes, order);
    if (latest) show(latest);
    take(sorted[0]);
  }

  /** @param {number} k */
  function take(k) {
    if (k === held && rows[k].element.classList.contains("in-hand")) return; // pressed, then focused
    held = k;
    rows.forEach((row, i) => row.element.classList.toggle("in-hand", i === k));
    if (latest) on.taken();
  }

  /** @param {Numbers} code */
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
    /** @param {number} k */
    value: (k) => along(latest, axes, k, codes.centre),
    /** @param {number} position in the order that they stand in */
    take: (position) => take(sorted.at(position) ?? sorted[0]),
  };
}

/**
 * @param {Axis} axis @param {number} k which of the axes @param {Axis[]} axes
 * @param {Omit<RowCalls, "taken"> & {take: (k: number) => void}} on
 */
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
  node.querySelector(".slider-head span")?.after(weightBar(axis, axes));
  node.addEventListener("pointerdown", () => on.take(k));
  node.addEventListener("focusin", () => on.take(k));
  /** @param {number} value */
  const reach = (value) => {
    const [least, most] = [Math.min(low, value), Math.max(high, value)];
    if (Number(control.input.min) !== least || Number(control.input.max) !== most) control.range(least, most);
  };
  // A number typed may lie outside of the percentiles, by as much as they are apart; on its way to the slider's own listener.
  node.addEventListener(
    "change",
    ({ target }) => {
      if (!(target instanceof HTMLInputElement) || target.type !== "number" || !Number.isFinite(target.valueAsNumber)) return;
      const value = Math.min(Math.max(target.valueAsNumber, 2 * low - high), 2 * high - low);
      reach(value); // which shows the slider's own value in a field that has lost the focus
      target.value = String(value);
    },
    true,
  );
  return {
    element: node,
    /** @param {number} value */
    place(value) {
      reach(value);
      control.set(value);
    },
  };
}

/** @param {Axis} axis @param {Axis[]} axes */
function weightBar(axis, axes) {
  /** @param {Axis} a */
  const of = (a) => a.kl ?? a.share;
  const text = axis.kl === null ? `${formatNumber(100 * axis.share, 0)}%` : formatNumber(axis.kl, 2);
  const most = Math.max(...axes.map(of), 1e-9);
  const bar = element("i", { style: { "--weight": of(axis) / most } });
  const title = axis.kl === null ? `${text} of the variance of the codes` : `KL from the prior ${text} nats`;
  return element("span", { class: "axis-weight", title: axis.dead ? `${title}; dead` : title }, bar, element("span", {}, text));
}

/** @param {Axis[]} axes @param {Codes} codes @param {string} order */
function describeWeights(axes, codes, order) {
  const digits = `${codes.count.toLocaleString("en")} test digits`;
  const dead = axes.filter((axis) => axis.dead).length;
  const rule = codes.logVar && order !== "principal" ? "KL under 0.01 nats" : "variance under 0.01";
  const grey = dead ? ` ${dead === 1 ? "One is" : `${dead} are`} dead (grey): ${rule}.` : "";
  const many = codes.size > axes.length ? `The first ${axes.length} principal axes of a code of ${codes.size} numbers. ` : "";
  const what = axes.length > 16 ? "Numbers" : "Bars"; // three columns of sliders have no room for bars
  if (axes[0].kl === null) return `${many}${what}: share of the variance of the codes of ${digits}.${grey}`;
  return `${what}: KL from the prior in nats, mean over ${digits}; ${formatNumber(
    axes.reduce((sum, axis) => sum + (axis.kl ?? 0), 0),
    1,
  )} in all.${grey}`;
}

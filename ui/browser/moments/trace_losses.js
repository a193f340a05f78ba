// The losses of a training as two lines: of what it trains on dashed, of the test digits solid.

/**
 * @param {Context} context @param {{x: (time: number) => number, y: (loss: number) => number}} scales units
 * @param {{times: number[], train: ArrayLike<number>, test: ArrayLike<number>}} losses
 * @param {{train: number, test: number}} widths of the lines, units
 */
export function traceLosses(context, { x, y }, losses, widths) {
  context.lineJoin = "round";
  for (const side of /** @type {("train" | "test")[]} */ (["train", "test"])) {
    context.setLineDash(side === "train" ? [4, 4] : []);
    context.lineWidth = widths[side];
    context.beginPath();
    losses.times.forEach((time, k) => context.lineTo(x(time), y(losses[side][k])));
    context.stroke();
  }
}

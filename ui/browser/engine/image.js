// What an image is: rows of grey levels, as MNIST has them.

export const SIDE = 28;
export const PIXELS = SIDE * SIDE;

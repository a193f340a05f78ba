// In a frame of somebody else's page: that page hears how high this one is, and may make the frame so high (docs/anywhere.md).

/** From now on. @param {Element | null} content is as high as what it holds */
export function tellHeight(content) {
  if (parent === window || !content) return;
  const tell = () => parent.postMessage({ aelab: { height: Math.ceil(content.getBoundingClientRect().height) } }, "*");
  new ResizeObserver(tell).observe(content);
}

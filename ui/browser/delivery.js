// An invisible component: one part of one run, as raw bytes, onto the page's shelf.
import { takeNoRoom } from "./kit/hidden.js";
import { deliverPart } from "./kit/shelf.js";

/** `data`: four bytes of header length, a JSON header {run, part, version}, then the safetensors file. */
export default function (component) {
  takeNoRoom(component);
  const { data } = component;
  const length = new DataView(data.buffer, data.byteOffset, 4).getUint32(0, true);
  const { run, part, version } = JSON.parse(new TextDecoder().decode(data.subarray(4, 4 + length)));
  deliverPart(run, part, data.subarray(4 + length), version);
}

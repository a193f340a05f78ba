// A component that shows nothing: it tells the page where the parts of runs lie. Where a download fails, it says so, above
// the instrument that waits for it.
import { takeNoRoom, takeRoom } from "./kit/hidden.js";
import { element, instrument } from "./kit/kit.js";
import { offerPart, onTrouble } from "./kit/shelf.js";

/** @param {Component<import("./kit/shelf.js").Offer[]>} component */
export default function (component) {
  return instrument(component, (root, { data, parentElement }) => {
    let offers = data;
    /** @param {import("./kit/shelf.js").Trouble[]} troubles */
    const show = (troubles) => {
      if (troubles.length) takeRoom({ parentElement });
      else takeNoRoom({ parentElement });
      const messages = [...new Set(troubles.map(({ message }) => message))];
      const again = element(
        "button",
        {
          type: "button",
          class: "button",
          "data-testid": "download-again",
          onclick: () => troubles.forEach((one) => one.again()),
        },
        "Try again",
      );
      root.replaceChildren(
        ...(troubles.length
          ? [element("div", { class: "problem", role: "alert" }, ...messages.map((message) => element("p", {}, message)), again)]
          : []),
      );
    };
    const stop = onTrouble(() => offers, show);
    return {
      update({ data }) {
        offers = data;
        offers.forEach(offerPart);
      },
      destroy: stop,
    };
  });
}

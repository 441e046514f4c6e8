import { element } from "./text.js";

/** Links to all parts of the page. */
function contents(parts) {
  return element("ul", {}, parts.map((part) => element("li", {}, element("a", { href: `#${part.id}` }, part.querySelector("h2").textContent))),
    element("li", {}, element("a", { href: "#reading" }, "How to read this")));
}

/** Puts the parts of a page in their places, and says that they are there. */
export function fillPage({ masthead, parts, colophon }) {
  document.getElementById("masthead").append(...masthead);
  document.getElementById("contents").append(contents(parts));
  document.getElementById("content").replaceChildren(...parts);
  document.getElementById("colophon").append(...colophon);
  document.documentElement.dataset.ready = "true";
}

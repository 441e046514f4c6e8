// Everything that a report says comes from files of strangers. It becomes a text node here, and never markup.

/**
 * `text` with what does not show, or reorders what does, written out: \x1b, \u202e. The same as the program's
 * text output does.
 * @param {unknown} text
 */
export function visible(text) {
  return String(text).replace(
    /[\x00-\x1f\x7f-\x9f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff]|[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]|\udb40[\udc00-\udfff]/g,
    (found) => {
      const code = found.codePointAt(0);
      return code < 0x100 ? `\\x${code.toString(16).padStart(2, "0")}` : `\\u${code.toString(16).padStart(4, "0")}`;
    },
  );
}

/**
 * An element with attributes and children. Strings become text; null and undefined are left out.
 * @param {string} tag
 * @param {Record<string, string | number | boolean | null | undefined | EventListener>} attributes  on... are listeners
 * @param {...(Node | string | null | undefined | Array<Node | string | null | undefined>)} children
 */
export function element(tag, attributes = {}, ...children) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value === null || value === undefined || value === false) continue;
    if (typeof value === "function") made.addEventListener(name.slice(2), value);
    else made.setAttribute(name, value === true ? "" : String(value));
  }
  made.append(...children.flat(2).filter((child) => child !== null && child !== undefined));
  return made;
}

/** Text of a file: visible, and apart from its surroundings in direction. */
export function foreign(text) {
  return element("bdi", {}, visible(text));
}

/** A source's text, with a link where it begins with an address. */
export function sourceText(text) {
  const shown = visible(text);
  const address = shown.match(/^https?:\/\/[^\s"'<>\\]+/)?.[0];
  if (!address) return foreign(text);
  return element("bdi", {}, element("a", { href: address, rel: "noreferrer noopener" }, address), shown.slice(address.length));
}

/** "a, b and c" */
export function listed(words) {
  if (words.length < 2) return words.join("");
  return `${words.slice(0, -1).join(", ")} and ${words.at(-1)}`;
}

/** "1 case", "2 cases" */
export const counted = (number, noun) => `${number.toLocaleString("en")} ${noun}${number === 1 ? "" : "s"}`;

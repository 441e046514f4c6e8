import { element } from "./text.js";

const themes = [["", "Auto"], ["light", "Light"], ["dark", "Dark"]];

/** Light, dark, or as the system is. */
export function themeSwitch() {
  const choose = (theme) => {
    if (theme) document.documentElement.dataset.theme = theme;
    else delete document.documentElement.dataset.theme;
  };
  return element("fieldset", { class: "theme" }, element("legend", { class: "visually-hidden" }, "Colours"), themes.map(([theme, name], index) => {
    const id = `theme-${theme || "auto"}`;
    return [element("input", { type: "radio", name: "theme", id, checked: index === 0, onchange: () => choose(theme) }), element("label", { for: id }, name)];
  }));
}

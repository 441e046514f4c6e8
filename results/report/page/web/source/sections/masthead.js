import { counted, element, foreign, listed, visible } from "../text.js";

const themes = [["", "Auto"], ["light", "Light"], ["dark", "Dark"]];

/** Light, dark, or as the system is. */
function themeSwitch() {
  const choose = (theme) => {
    if (theme) document.documentElement.dataset.theme = theme;
    else delete document.documentElement.dataset.theme;
  };
  return element("fieldset", { class: "theme" }, element("legend", { class: "visually-hidden" }, "Colours"), themes.map(([theme, name], index) => {
    const id = `theme-${theme || "auto"}`;
    return [element("input", { type: "radio", name: "theme", id, checked: index === 0, onchange: () => choose(theme) }), element("label", { for: id }, name)];
  }));
}

export function masthead(report) {
  const { ranking, chips } = report;
  const runs = chips.reduce((sum, chip) => sum + (chip.row.runs.length), 0);
  const origins = [...new Set(chips.map((chip) => chip.origin))];
  const versions = [...new Set(chips.flatMap((chip) => chip.row.runs.map((run) => visible(run.tool_version))))].filter(Boolean);
  const title = `Ranking relative to ${visible(ranking.baseline.title)}`;
  document.title = title;
  return [
    element("div", {}, element("p", { class: "brand" }, "Steelyard"), element("h1", {}, foreign(`Ranking relative to ${ranking.baseline.title}`)),
      element("p", { class: "summary" }, `${counted(chips.length, "chip")} from ${counted(runs, "run")}, ${counted(ranking.cases.length, "case")}. Numbers are ${listed(origins)}. `,
        versions.length > 0 ? `Made by steelyard ${listed(versions)}.` : "")),
    themeSwitch(),
  ];
}

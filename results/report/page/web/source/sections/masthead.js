import { counted, element, foreign, listed, visible } from "../text.js";
import { themeSwitch } from "../theme.js";

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

// The page of `steelyard history --html`.
import { fillPage } from "../fill_page.js";
import { themeSwitch } from "../theme.js";
import { counted, element, foreign, visible } from "../text.js";
import { charts } from "./charts.js";
import { colophon } from "./colophon.js";
import { History, dayOf } from "./history.js";
import { isTime, speakOf, spokenOf } from "./metric.js";
import { overview } from "./overview.js";
import { cases, setups } from "./tables.js";
import { verdict } from "./verdict.js";

function masthead(history) {
  const title = `History of ${visible(history.machine) || "a machine"}${isTime() ? "" : `, by ${spokenOf().name}`}`;
  document.title = title;
  const [first, last] = [history.runs[0], history.runs.at(-1)].map(dayOf);
  return [
    element("div", {}, element("p", { class: "brand" }, "Steelyard"), element("h1", {}, foreign(title)),
      element("p", { class: "summary" }, `${counted(history.runs.length, "run")} from ${first} to ${last}, ${counted(history.series.length, "case")}, ${counted(history.setups.length, "change")} of the setup.`)),
    themeSwitch(),
  ];
}

export function historyPage(content) {
  speakOf(content.metric);
  const history = new History(content);
  const { made, open } = charts(history);
  const parts = [verdict(history), overview(history), cases(history), made, setups(history)].filter(Boolean);
  fillPage({ masthead: masthead(history), parts, colophon: colophon() });
  open();
}

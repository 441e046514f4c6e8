import { refuseMarkup } from "./trusted_types.js";
import { readReport } from "./report.js";
import { element } from "./text.js";
import { busBandwidth } from "./sections/bus_bandwidth.js";
import { cases } from "./sections/cases.js";
import { colophon } from "./sections/colophon.js";
import { devices } from "./sections/devices.js";
import { environment } from "./sections/environment.js";
import { fractions } from "./sections/fractions.js";
import { groups } from "./sections/groups.js";
import { masthead } from "./sections/masthead.js";
import { money } from "./sections/money.js";
import { ranking } from "./sections/ranking.js";
import { rankTimes } from "./sections/rank_times.js";
import { roofline } from "./sections/roofline.js";
import { warnings } from "./sections/warnings.js";

/** Links to all parts of the page. */
function contents(parts) {
  return element("ul", {}, parts.map((part) => element("li", {}, element("a", { href: `#${part.id}` }, part.querySelector("h2").textContent))),
    element("li", {}, element("a", { href: "#reading" }, "How to read this")));
}

refuseMarkup();
const report = readReport();
const { made: casesPart, open } = cases(report);
const parts = [warnings, ranking, groups, roofline, busBandwidth, fractions, money, rankTimes, devices, environment]
  .map((make) => make(report)).filter(Boolean).concat(casesPart);
document.getElementById("masthead").append(...masthead(report));
document.getElementById("contents").append(contents(parts));
document.getElementById("content").replaceChildren(...parts);
document.getElementById("colophon").append(...colophon(report));
document.documentElement.dataset.ready = "true";
open();

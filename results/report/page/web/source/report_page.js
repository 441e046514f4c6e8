// The page of `steelyard rank --html`.
import { fillPage } from "./fill_page.js";
import { Report } from "./report.js";
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

export function reportPage(content) {
  const report = new Report(content);
  const { made: casesPart, open } = cases(report);
  const parts = [warnings, ranking, groups, roofline, busBandwidth, fractions, money, rankTimes, devices, environment]
    .map((make) => make(report)).filter(Boolean).concat(casesPart);
  fillPage({ masthead: masthead(report), parts, colophon: colophon(report) });
  open();
}

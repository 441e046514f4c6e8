import { sampleDetails } from "./details.mjs";
import { sampleRanking } from "./ranking.mjs";

/** A report over chips that do not exist, with labels that try to break the page. */
export function sampleReport() {
  const ranking = sampleRanking();
  return { ranking, details: sampleDetails(ranking) };
}

/** The page with a report filled in, as the program does it. */
export function filledPage(template, report) {
  return template.replace("@REPORT@", () => JSON.stringify(report).replaceAll("<", "\\u003c"));
}

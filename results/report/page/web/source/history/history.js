// The document behind the page of a history: read once, then asked.
import { anchorOf, shortName } from "../report.js";
import { visible } from "../text.js";
import { gravity } from "./states.js";

/** "2026-11-22" of a run: when it began. */
export const dayOf = (run) => visible(run.created_utc).slice(0, 10);
/** "2026-11-22 02:00" */
export const timeOf = (run) => visible(run.created_utc).slice(0, 16).replace("T", " ");

/** When a run began: its day, and the time too where the run before it is of the same day. */
export function beganOf(runs, index) {
  return index > 0 && dayOf(runs[index - 1]) === dayOf(runs[index]) ? timeOf(runs[index]) : dayOf(runs[index]);
}

/** Runs whose days stand under an axis of so many pixels, and the texts of these. */
export function dayTicks(runs, from, pixels) {
  const count = runs.length - from;
  const step = Math.max(1, Math.ceil(count / Math.max(2, Math.floor(pixels / 105))));
  const at = Array.from({ length: Math.ceil(count / step) }, (_, i) => from + i * step);
  const oneDay = dayOf(runs[from]) === dayOf(runs.at(-1));
  return { at, show: (run) => (runs[run] ? (oneDay ? timeOf(runs[run]).slice(11) : dayOf(runs[run])) : "") };
}

/** [first, how many] stretches as the numbers that they stand for. */
function unfolded(stretches) {
  const out = [];
  for (const [first, count] of stretches) for (let i = 0; i < count; ++i) out.push(first + i);
  return out;
}

/** One case: its nights in columns, its levels and its changes. `at` counts nights of the case, `run` runs of the history. */
class Series {
  constructor(row, index, history) {
    Object.assign(this, { row, index, history, anchor: `${anchorOf(row)}`, short: shortName(row.name), unit: row.unit || "iterations/s" });
    this.runs = unfolded(row.points.runs);
    this.seconds = row.points.figure;
    this.outliers = row.points.outliers;
    this.outlierSet = new Set(this.outliers);
    this.changes = row.changes.map((change, number) => ({ ...change, number, at: change.point, run: this.runs[change.point], series: this }));
    this.changeAt = new Map(this.changes.map((change) => [change.at, change]));
    /** The change that matters most: the gravest, of these the last. */
    this.gravest = this.changes.reduce((most, each) => (most && gravity(most.state) < gravity(each.state) ? most : each), null);
  }

  get nights() { return this.seconds.length; }
  get state() { return this.gravest?.state ?? "quiet"; }
  get lastRun() { return this.runs.at(-1); }
  /** Whether the last run of all has no figure of this case. */
  get isMissing() { return this.lastRun !== this.history.runs.length - 1; }

  levelAt(at) {
    return this.row.levels.findLast((level) => level.point <= at) ?? this.row.levels[0];
  }

  /** The night of the case that is nearest to a run. */
  nearest(run) {
    let [low, high] = [0, this.runs.length - 1];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.runs[middle] < run) low = middle + 1;
      else high = middle;
    }
    return low > 0 && run - this.runs[low - 1] <= this.runs[low] - run ? low - 1 : low;
  }
}

export class History {
  constructor(content) {
    this.runs = content.runs;
    this.restless = content.restless ?? [];
    this.machine = content.machine ?? "";
    this.alarms = content.alarms;
    this.series = content.cases.map((row, index) => new Series(row, index, this));
    this.changes = this.series.flatMap((series) => series.changes);
    /** Runs with which the setup changed. */
    this.setups = this.runs.flatMap((run, index) => (run.changes.length > 0 ? [index] : []));
  }

  /** Cases with those first that want attention. */
  get gravestFirst() {
    const size = (series) => series.gravest?.ratio ?? 1;
    return [...this.series].sort((a, b) => gravity(a.state) - gravity(b.state) || size(a) - size(b) || a.index - b.index);
  }
}

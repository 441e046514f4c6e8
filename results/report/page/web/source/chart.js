// Apache ECharts, with the parts that this page draws with. As SVG: it prints sharp, and takes its colours from the style sheet, so
// that dark mode and print need no second drawing. Nothing moves.
import { BoxplotChart, CustomChart, LineChart } from "echarts/charts";
import { GridComponent, MarkLineComponent, TooltipComponent } from "echarts/components";
import { init, use } from "echarts/core";
import { SVGRenderer } from "echarts/renderers";
import { element } from "./text.js";

use([BoxplotChart, CustomChart, LineChart, GridComponent, MarkLineComponent, TooltipComponent, SVGRenderer]);

/** What fits on a sheet of A4 or letter paper between the margins of print.css. */
const sheetWidth = 690;

/** The page's own, by name: ECharts measures texts with it before they are on the page. */
const fontFamily = getComputedStyle(document.body).fontFamily;
const text = { color: "var(--ink-2)", fontSize: 12, fontFamily };

/** Parts that all axes share; `name` stands at the axis' end. */
export function axis(options) {
  return {
    nameTextStyle: text, nameLocation: "middle", nameGap: 30,
    axisLine: { show: true, lineStyle: { color: "var(--rule-2)" } },
    axisTick: { lineStyle: { color: "var(--rule-2)" } },
    minorTick: { show: false },
    splitLine: { show: true, lineStyle: { color: "var(--rule)" } },
    ...options,
    axisLabel: { ...text, ...options.axisLabel },
  };
}

export const labelText = text;

/** Lines of a tooltip as elements, so that no text becomes markup. The first is the title. */
function tip(lines) {
  return element("div", { class: "tip" }, lines.map((line, index) => element(index === 0 ? "strong" : "span", {}, line)));
}

/** What the tip tells: of the item under the pointer, or, with `tipAt`, of where the pointer is on the x axis. */
function tipOf(tipAt) {
  if (!tipAt) return { trigger: "item", formatter: (item) => (item.data?.tip ? tip(item.data.tip) : "") };
  return {
    trigger: "axis", axisPointer: { type: "line", snap: false, animation: false, label: { show: false }, lineStyle: { color: "var(--ink-2)", type: "solid", width: 1 } },
    formatter: ([item]) => (item ? tip(tipAt(item.axisValue)) : ""),
  };
}

/**
 * All of `option` that is the same in each chart. Items bring what to tell in `tip` and where they lead in `href`; where there are too many
 * of them to point at, `tipAt` makes the lines for a place on the x axis.
 */
function complete({ tipAt, ...option }) {
  return {
    animation: false,
    textStyle: { fontFamily },
    tooltip: {
      renderMode: "html", appendTo: "body", className: "chart-tip", transitionDuration: 0, confine: true,
      backgroundColor: "var(--raised)", borderColor: "var(--rule-2)", borderWidth: 1, padding: [8, 10], textStyle: { color: "var(--ink)" },
      extraCssText: "box-shadow: none", ...tipOf(tipAt),
    },
    ...option,
    // A label holds what files say; nothing in it is a template.
    series: option.series.map((series) => ({ emphasis: { disabled: true }, cursor: "default", ...series })),
  };
}

/** Charts that are not drawn yet, by their element. */
const waiting = new Map();
const observer = new IntersectionObserver((entries) => {
  for (const entry of entries) if (entry.isIntersecting) waiting.get(entry.target)?.();
}, { rootMargin: "600px" });

/**
 * An element that draws itself when it comes near the window.
 * @param {string} sentence  what the chart shows, for who cannot see it
 * @param {number} height  in CSS pixels
 * @param {(width: number) => object} optionAt  ECharts' option for a width
 */
export function chart(sentence, height, optionAt) {
  const box = element("div", { class: "chart", role: "img", "aria-label": sentence });
  box.style.height = `${height}px`;
  let drawn = null;
  const draw = () => {
    waiting.delete(box);
    observer.unobserve(box);
    drawn = init(box, null, { renderer: "svg", width: box.clientWidth, height });
    drawn.on("click", (item) => {
      if (item.data?.href) location.hash = item.data.href;
    });
    drawn.setOption(complete(optionAt(box.clientWidth)));
    box.dataset.drawn = "true";
  };
  const fit = (width) => {
    if (!drawn || width === 0 || width === drawn.getWidth()) return;
    drawn.resize({ width, height });
    drawn.setOption(complete(optionAt(width)), { notMerge: true });
  };
  waiting.set(box, draw);
  observer.observe(box);
  new ResizeObserver(() => fit(box.clientWidth)).observe(box);
  window.addEventListener("beforeprint", () => {
    if (box.checkVisibility()) waiting.get(box)?.();
    fit(Math.min(box.clientWidth, sheetWidth));
  });
  window.addEventListener("afterprint", () => fit(box.clientWidth));
  const drawAnew = () => {
    waiting.delete(box);
    observer.unobserve(box);
    drawn.setOption(complete(optionAt(drawn.getWidth())), { notMerge: true });
  };
  /** Draws anew, when it is near the window, after what `optionAt` looks at has changed. */
  box.redraw = () => {
    if (!drawn) return;
    waiting.set(box, drawAnew);
    observer.observe(box);
  };
  return box;
}

// The page's policy has the browser refuse text where it would become markup. ECharts empties elements by setting their markup to
// nothing, which alone is let through.
export function refuseMarkup() {
  window.trustedTypes?.createPolicy("default", {
    createHTML(text) {
      if (text === "") return text;
      throw new TypeError("This page makes no markup out of text.");
    },
  });
}

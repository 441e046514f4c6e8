import { element, visible } from "./text.js";

/** Says to a screen reader what has happened. */
const live = element("p", { class: "visually-hidden", role: "status", id: "said" });
document.body.append(live);

async function copied(text) {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    // Browsers that keep the clipboard from pages on disk still copy what is selected.
    const area = element("textarea", { class: "visually-hidden", "aria-hidden": "true", tabindex: -1 });
    area.value = text;
    document.body.append(area);
    area.select();
    const done = document.execCommand("copy");
    area.remove();
    return done;
  }
}

/**
 * A button that copies `command` as it is shown: control characters are written out, so that nothing that a file holds can end a line
 * in somebody's terminal.
 */
export function copyButton(command, what) {
  const text = visible(command);
  const button = element("button", { type: "button", class: "copy", title: text, "aria-label": `Copy the command that ${visible(what)}` }, "Copy");
  button.addEventListener("click", async () => {
    const done = await copied(text);
    button.textContent = done ? "Copied" : "Not copied";
    live.textContent = done ? "Command copied." : "The browser did not allow copying; the command stands beside the button.";
    button.addEventListener("blur", () => (button.textContent = "Copy"), { once: true });
  });
  return button;
}

/** The command and its button. */
export function copyBlock(command, what) {
  return element("div", { class: "command" }, element("code", {}, element("bdi", {}, visible(command))), copyButton(command, what));
}

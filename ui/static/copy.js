// A conversation as Markdown with footnotes: for Gradio's copy buttons and for a file.
import { noteOf, quoteOf } from "./tooltip.js";

const text = (node) => node.textContent.trim();

function sentence(paragraph, before) {
  const copy = paragraph.cloneNode(true);
  for (const number of copy.querySelectorAll("sup"))
    number.replaceWith(number.textContent.replace(/\[(\d+)\]/g, (_, n) => `[^${+n + before}]`));
  return text(copy);
}

// `before` is how many footnotes come before: Markdown numbers them through a whole file.
export function markdown(answer, before = 0) {
  const said = [...answer.querySelectorAll(".short, .said, .near q, .remark p, .refusal > p")];
  const lines = answer.matches(".remark, .failure") ? [text(answer)] : said.map((node) => {
    if (node.matches(".short")) return `**${text(node)}**`;
    return node.closest(".looked") ? "" : node.matches("q") ? `> ${text(node)}` : sentence(node, before);
  });
  const notes = [...answer.querySelectorAll(".note")].map((note) => {
    const title = text(note).replace(/^\[\d+\]\s*/, "");
    const number = +text(note).match(/\d+/)[0] + before;
    return `[^${number}]: “${quoteOf(note)}” — ${title}, <${noteOf(note).href}>`;
  });
  return [...lines.filter(Boolean), notes.join("\n")].filter(Boolean).join("\n\n");
}

function conversation() {
  let before = 0;
  const parts = [...document.querySelectorAll("#messages .asked, #messages .answer")].map((node) => {
    if (node.matches(".asked")) return `## ${text(node).replace(/\s+/g, " ")}`;
    const written = markdown(node, before);
    before += node.querySelectorAll(".note").length;
    return written;
  });
  return parts.join("\n\n") + "\n";
}

function save() {
  const address = URL.createObjectURL(new Blob([conversation()], { type: "text/markdown" }));
  const link = Object.assign(document.createElement("a"), { href: address, download: "conversation.md" });
  link.click();
  setTimeout(() => URL.revokeObjectURL(address), 1000);
}

// Gradio's copy buttons take a message as it is stored, which is markup.
function readable(stored) {
  if (!/^<div class="(answer|asked|stage)/.test(stored)) return stored;
  const node = new DOMParser().parseFromString(stored, "text/html").body.firstElementChild;
  if (node.matches(".answer")) return markdown(node);
  for (const line of node.querySelectorAll("br")) line.replaceWith("\n");
  return node.textContent;
}

if (navigator.clipboard) {
  const write = navigator.clipboard.writeText.bind(navigator.clipboard);
  navigator.clipboard.writeText = (words) => write(readable(words));
}
document.addEventListener("copy", (event) => { // where a page without https has no clipboard
  const words = document.activeElement?.value;
  if (!words || readable(words) === words) return;
  event.clipboardData.setData("text/plain", readable(words));
  event.preventDefault();
});
document.addEventListener("click", (event) => event.target.closest?.("#export") && save());

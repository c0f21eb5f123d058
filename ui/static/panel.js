// The sources panel: beside the conversation on a desk, a sheet over it on a phone.
import { hide, noteOf, quoteOf } from "./tooltip.js";

const narrow = matchMedia("(max-width: 800px)");
const passages = new Map();
const panel = () => document.getElementById("reading");
let cameFrom = null;

function element(name, properties = {}, ...children) {
  const made = Object.assign(document.createElement(name), properties);
  made.append(...children);
  return made;
}

async function passage(address) {
  const [place] = address.replace(/^.*?source\//, "passage/").split("#");
  if (!passages.has(place)) {
    const reply = await fetch(place).catch(() => null);
    if (!reply) return "<p>The server does not answer. Try again in a moment.</p>";
    passages.set(place, await reply.text());
  }
  return passages.get(place);
}

async function source(note) {
  const title = element("a", { href: note.href, textContent: note.textContent, className: "title", dir: "auto" });
  const words = element("div", { className: "words", innerHTML: await passage(note.getAttribute("href")) });
  const block = element("section", { className: "source", tabIndex: -1 }, title, words);
  block.dataset.address = note.getAttribute("href");
  block.setAttribute("aria-label", note.textContent);
  const marked = words.querySelector("mark")?.textContent.replace(/\s+/g, "");
  if (marked !== undefined && marked !== quoteOf(note).replace(/\s+/g, ""))
    block.append(element("p", { textContent: "The document has changed since this answer." }));
  return block;
}

let drawing = 0;
export async function draw(answer) {
  const mine = ++drawing;
  const blocks = await Promise.all([...answer.querySelectorAll(".note")].map(source));
  if (mine !== drawing) return;
  const empty = element("p", { className: "empty", textContent: "Nothing is cited." });
  document.getElementById("sources").replaceChildren(...(blocks.length ? blocks : [empty]));
  panel().scrollTop = 0;
}

async function open(link) {
  hide();
  cameFrom = link;
  await draw(link.closest(".answer"));
  if (narrow.matches) sheet(true);
  for (const block of document.querySelectorAll("#sources .source")) {
    const chosen = block.dataset.address === link.getAttribute("href");
    block.classList.toggle("chosen", chosen);
    if (!chosen) continue;
    block.focus({ preventScroll: true });
    block.querySelector("mark")?.scrollIntoView({ block: "center" });
  }
}

function sheet(open) {
  panel().classList.toggle("open", open);
  const [, ...behind] = document.getElementById("conversation").children; // the heading stays
  for (const block of behind) block.inert = open;
}

function close() {
  sheet(false);
  cameFrom?.focus();
  cameFrom = null;
}

document.addEventListener("click", (event) => {
  const link = event.target.closest?.(".answer a.footnote, .answer a.note"); // others lead to the article
  if (event.target.closest?.("#close-sources")) close();
  if (!link || event.ctrlKey || event.metaKey || event.shiftKey || event.button) return;
  event.preventDefault();
  event.stopPropagation();
  open(link);
}, true);
document.addEventListener("keydown", (event) => {
  if (event.key === "Escape" && cameFrom) close();
});
narrow.addEventListener("change", () => sheet(false));

// The panel follows the newest answer.
let newest = null;
new MutationObserver(() => {
  const answer = [...document.querySelectorAll("#messages .answer")].at(-1);
  if (answer?.textContent === newest) return;
  newest = answer?.textContent;
  if (answer && document.getElementById("sources")) draw(answer);
}).observe(document.body, { childList: true, subtree: true });

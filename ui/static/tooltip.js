// The quote of a footnote, while its number is hovered, focused or touched.
const tip = document.createElement("div");
tip.id = "quote";
tip.setAttribute("role", "tooltip");
tip.hidden = true;
document.body.append(tip);

let shown = null;

export function quoteOf(link) {
  const note = noteOf(link);
  return note ? note.parentElement.querySelector("q").textContent : "";
}

export function noteOf(link) {
  const notes = link.closest(".answer")?.querySelectorAll(".note") ?? [];
  return [...notes].find((note) => note.getAttribute("href") === link.getAttribute("href"));
}

function show(link) {
  const quote = quoteOf(link);
  if (!quote) return;
  shown = link;
  tip.textContent = quote;
  tip.dir = "auto";
  tip.hidden = false;
  link.setAttribute("aria-describedby", tip.id);
  place(link.getBoundingClientRect(), tip.getBoundingClientRect());
}

function place(link, box) {
  const room = document.documentElement.clientWidth - box.width - 8;
  const above = link.top - box.height - 6;
  tip.style.left = `${Math.max(8, Math.min(link.left - 16, room))}px`;
  tip.style.top = `${above > 8 ? above : link.bottom + 6}px`;
}

export function hide() {
  shown?.removeAttribute("aria-describedby");
  shown = null;
  tip.hidden = true;
}

const footnote = (event) => event.target.closest?.("a.footnote");

document.addEventListener("pointerover", (event) => {
  if (event.pointerType === "touch") return;
  const link = footnote(event);
  if (link) show(link);
  else if (shown && !tip.contains(event.target) && shown !== document.activeElement) hide();
});
document.addEventListener("focusin", (event) => (footnote(event) ? show(footnote(event)) : hide()));
document.addEventListener("scroll", hide, true);
document.addEventListener("keydown", (event) => event.key === "Escape" && hide());

// A finger has no hover: its first touch shows the quote, the second follows the number.
let touched = false;
document.addEventListener("pointerdown", (event) => {
  touched = event.pointerType === "touch" && footnote(event) !== shown;
});
document.addEventListener(
  "click",
  (event) => {
    const link = footnote(event);
    if (link && touched) {
      event.preventDefault();
      event.stopImmediatePropagation();
      show(link);
    } else if (!link && !tip.contains(event.target)) hide();
    touched = false;
  },
  true,
);
tip.addEventListener("click", () => shown?.click());

// What was stopped says so, and a follow-up is asked as if it were typed, so that it can be stopped too.
const box = () => document.querySelector("#question textarea");

function mark() {
  const answering = document.querySelector(".stop-button") || box()?.disabled !== false;
  const rows = [...document.querySelectorAll("#messages .asked, #messages .stage")];
  for (const row of rows)
    if (row.matches(".stage")) row.classList.toggle("stopped", !answering || row !== rows.at(-1));
}

new MutationObserver(mark).observe(document.body, {
  childList: true, subtree: true, attributes: true, attributeFilter: ["disabled"],
});

document.addEventListener("click", (event) => {
  const option = event.target.closest?.("#messages .option");
  if (!option || box().disabled) return;
  event.preventDefault();
  event.stopPropagation();
  box().value = option.textContent.trim();
  box().dispatchEvent(new Event("input", { bubbles: true }));
  requestAnimationFrame(() => document.querySelector(".submit-button")?.click());
}, true);

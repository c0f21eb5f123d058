// What was stopped says so.
let stopped = false;

function mark() {
  const rows = [...document.querySelectorAll("#messages .asked, #messages .stage")];
  if (rows.at(-1)?.matches(".asked")) stopped = false; // the next question
  for (const row of rows)
    if (row.matches(".stage")) row.classList.toggle("stopped", stopped || row !== rows.at(-1));
}

new MutationObserver(mark).observe(document.body, { childList: true, subtree: true });
document.addEventListener("click", (event) => {
  if (!event.target.closest?.(".stop-button")) return;
  stopped = true;
  mark();
}, true);

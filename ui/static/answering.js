// While a question is answered no other begins, and one that was stopped says so.
const AGAIN = ["Retry", "Undo", "Edit"].map((name) => `#messages [aria-label="${name}"]`);
const OTHERS = ["#history", "#messages .options", "#messages .examples", ...AGAIN].join();
let shut = false;
let stopped = false;

function look() {
  const was = shut;
  shut = document.querySelector("#question textarea")?.disabled ?? false;
  if (shut && !was) stopped = false; // the next question
  for (const node of document.querySelectorAll(OTHERS)) node.inert = shut;
  const rows = [...document.querySelectorAll("#messages .asked, #messages .stage")];
  for (const row of rows)
    if (row.matches(".stage")) row.classList.toggle("stopped", stopped || !shut || row !== rows.at(-1));
}

new MutationObserver(look).observe(document.body, {
  childList: true, subtree: true, attributes: true, attributeFilter: ["disabled"],
});
document.addEventListener("click", (event) => {
  if (!event.target.closest?.(".stop-button")) return;
  stopped = true;
  look();
}, true);

// After a reload, and on the way back from an article, the conversation that was left is shown again.
const LEFT = "footnote-left";
const asked = () => document.querySelector("#messages .asked");
let coming = false; // a page that is left before its conversation has come leaves it to the next
let chosen = false;

function show() {
  const last = document.querySelector("#history [role=gridcell]");
  if (asked()) {
    waiting.disconnect();
    coming = false;
  } else if (last && !chosen) {
    chosen = true;
    last.click();
  }
}

const waiting = new MutationObserver(show);
const visit = performance.getEntriesByType("navigation")[0].type;
if (visit !== "navigate" && sessionStorage.getItem(LEFT)) {
  coming = true;
  waiting.observe(document.body, { childList: true, subtree: true });
}
addEventListener("pagehide", () => sessionStorage.setItem(LEFT, asked() || coming ? "yes" : ""));

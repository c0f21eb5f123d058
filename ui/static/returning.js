// After a reload, and on the way back from an article, the conversation that was left is shown again.
const LEFT = "footnote-left";
const asked = () => document.querySelector("#messages .asked");
let chosen = false;

// A page that is left before its conversation has come notes nothing: the next one brings it.
function note() {
  addEventListener("pagehide", () => sessionStorage.setItem(LEFT, asked() ? "yes" : ""));
}

function show() {
  const last = document.querySelector("#history [role=gridcell]");
  if (asked()) {
    waiting.disconnect();
    note();
  } else if (last && !chosen) {
    chosen = true;
    last.click();
  }
}

const waiting = new MutationObserver(show);
const visit = performance.getEntriesByType("navigation")[0].type;
if (visit !== "navigate" && sessionStorage.getItem(LEFT))
  waiting.observe(document.body, { childList: true, subtree: true });
else note();

// After a reload, and on the way back from an article, the conversation that was left is shown again.
const LEFT = "footnote-left";
const asked = () => document.querySelector("#messages .asked");

function show() {
  const last = document.querySelector("#history [role=gridcell]");
  if (!last && !asked()) return;
  waiting.disconnect();
  if (!asked()) last.click();
}

const waiting = new MutationObserver(show);
const visit = performance.getEntriesByType("navigation")[0].type;
if (visit !== "navigate" && sessionStorage.getItem(LEFT))
  waiting.observe(document.body, { childList: true, subtree: true });
addEventListener("pagehide", () => sessionStorage.setItem(LEFT, asked() ? "yes" : ""));

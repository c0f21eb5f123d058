// After a reload, and on the way back from an article, the last conversation is shown again.
function show() {
  const last = document.querySelector("#history [role=gridcell]");
  const asked = document.querySelector("#messages .asked"); // meanwhile
  if (!last && !asked) return;
  waiting.disconnect();
  if (!asked) last.click();
}

const waiting = new MutationObserver(show);
if (performance.getEntriesByType("navigation")[0].type !== "navigate")
  waiting.observe(document.body, { childList: true, subtree: true });

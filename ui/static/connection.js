// A lost connection is said, and how far the index is while it is built; a new server is met by a reload, which brings the conversation back.
const EVERY = 3000; // milliseconds
const UNANSWERED = "footnote-unanswered";
const notice = document.createElement("div");
notice.id = "connection";
notice.setAttribute("role", "status");
notice.hidden = true;
document.body.append(notice);
let server = null;

async function alive() {
  const reply = await fetch("alive", { cache: "no-store" }).catch(() => null);
  return reply?.ok ? reply.json() : null;
}

async function look() {
  const found = await alive();
  notice.hidden = found !== null;
  if (!found) {
    notice.textContent = "The connection is lost; what was answered stays here. Trying again …";
  } else if (server && found.server !== server) return location.reload();
  server ??= found?.server;
  if (found) showBuilding(found.building);
  const early = found && !document.querySelector("header"); // the page is still being made
  setTimeout(look, early ? EVERY / 10 : document.hidden && found ? 10 * EVERY : EVERY);
}

let shown = null;
function showBuilding(building) {
  shown?.remove();
  shown = null;
  const header = document.querySelector("header");
  if (!header || !building || (!building.running && !building.error)) return;
  shown = Object.assign(document.createElement("p"), { id: "building" });
  const { stage, done, total, error } = building;
  shown.textContent = error ? `Not all documents could be indexed: ${error}`
    : "Documents are still being indexed; ask about those that are in.";
  if (!error) {
    const bar = Object.assign(document.createElement("progress"), { max: total || 1 });
    if (total) bar.value = done;
    bar.setAttribute("aria-label", "Indexing");
    shown.append(bar, total ? ` ${stage} ${done.toLocaleString("en")} of ${total.toLocaleString("en")}` : "");
  }
  header.after(shown);
}

// What was typed, or asked and not answered, stands in the box again, whoever loads the page anew.
function keep() {
  if (sessionStorage.getItem(UNANSWERED)) return; // not given back yet
  const rows = [...document.querySelectorAll("#messages .asked, #messages .answer")];
  const asked = rows.at(-1)?.matches(".asked") ? rows.at(-1).textContent : "";
  sessionStorage.setItem(UNANSWERED, asked || document.querySelector("#question textarea").value);
}

function giveBack() {
  const words = sessionStorage.getItem(UNANSWERED);
  const box = document.querySelector("#question textarea");
  if (!words || !box) return Boolean(box);
  sessionStorage.removeItem(UNANSWERED);
  box.value = words;
  box.dispatchEvent(new Event("input", { bubbles: true }));
  return true;
}

addEventListener("pagehide", keep);
const waiting = new MutationObserver(() => giveBack() && waiting.disconnect());
waiting.observe(document.body, { childList: true, subtree: true });
look();

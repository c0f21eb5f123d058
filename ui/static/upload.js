// A visitor's own documents: added, named in a line that stays, removed. Only where the operator allows it.
const EVERY = 20000; // milliseconds
const made = (name, properties, ...children) => {
  const node = Object.assign(document.createElement(name), properties);
  node.append(...children);
  return node;
};
const add = made("button", { type: "button", id: "add-documents", textContent: "Upload" });
add.setAttribute("aria-label", "Upload documents");
const chosen = made("input", { type: "file", multiple: true, hidden: true, id: "chosen" });
chosen.setAttribute("aria-label", "Documents to add");
const line = made("div", { id: "own", hidden: true });
const fault = made("p", { id: "own-fault", hidden: true });
fault.setAttribute("role", "alert");
line.setAttribute("role", "status");
let state = { documents: [], most_bytes: 0 };
let changes = 0;
const stage = () => `${changes} ${document.cookie}`; // what was asked for at an earlier one is out of date

function remember(key) {
  const { pathname } = new URL(".", location.href);
  const secure = location.protocol === "https:" ? "; Secure" : "";
  document.cookie = `footnote-own=${key}; Path=${pathname}; SameSite=Strict${secure}${key ? "" : "; Max-Age=0"}`;
}

async function call(method, name = "", body = undefined) {
  if (method !== "GET") changes++;
  const reply = await fetch(`upload${name && `?name=${encodeURIComponent(name)}`}`, { method, body, cache: "no-store" }).catch(() => null);
  const found = await reply?.json().catch(() => null);
  if (!found || found.error) throw new Error(found?.error?.message ?? "The server does not answer. Try again in a moment.");
  return found;
}

function say(words) {
  fault.textContent = words;
  fault.hidden = !words;
}

function show(found) {
  const gone = document.cookie.includes("footnote-own=") && !found.key;
  remember(found.key);
  if (!document.cookie.includes(found.key)) {
    say("Documents cannot be added: this browser keeps no cookie for this page, which would tell yours from others'.");
    return;
  }
  state = found;
  chosen.accept = found.suffixes.join(",");
  line.hidden = !found.documents.length;
  if (gone) say("The documents you added are removed. Answers come from the shared documents again.");
  if (line.hidden) return;
  const names = found.documents.join(", ");
  if (line.querySelector("bdi")?.textContent === names) return; // a line that changes is read aloud
  const until = new Date(Date.now() + 1000 * found.seconds).toLocaleTimeString("en-GB", { hour: "2-digit", minute: "2-digit" });
  const back = made("button", { type: "button", textContent: "Remove them and go back to the shared documents" });
  back.onclick = async () => {
    await call("DELETE").then(show, (error) => say(error.message));
    add.focus();
  };
  const words = made("p", {}, "You are now answered only from your own documents: ",
    made("bdi", { textContent: names }),
    `. Other visitors do not see them. They are removed at ${until}, or soon after you close this page.`);
  line.replaceChildren(words, back);
}

async function upload(files) {
  add.disabled = true;
  const faults = [];
  for (const file of files) {
    say(`Reading ${file.name} …`);
    if (file.size > state.most_bytes) faults.push(`${file.name}: at most ${state.most_bytes / 1e6} MB expected`);
    else await call("POST", file.name, file).then(show, (error) => faults.push(error.message));
  }
  say(faults.join(" · "));
  add.disabled = false;
  add.focus();
}

add.onclick = () => chosen.click();
chosen.onchange = async () => {
  await upload([...chosen.files]);
  chosen.value = "";
};

async function look() {
  const asked = stage();
  const found = add.disabled ? null : await call("GET").catch(() => null);
  if (found && asked === stage()) show(found);
  setTimeout(look, EVERY);
}

function place() {
  const header = document.querySelector("header");
  if (!header || add.isConnected) return;
  header.querySelector("nav").prepend(add, chosen);
  header.after(fault, line);
}
new MutationObserver(place).observe(document.body, { childList: true, subtree: true });
place();
look();

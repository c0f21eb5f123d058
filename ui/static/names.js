// Names for screen readers where Gradio gives none, or gives a message's markup.
const NAMES = [
  ['[data-testid="user"][aria-label]', "You asked"],
  ['[data-testid="bot"][aria-label]', "Answer"],
  [".submit-button", "Send the question"],
  [".stop-button", "Stop answering"],
  ["#history .toggle-button", "Conversations"],
  ["#messages [role=log]", "Conversation"],
  ["#reading", "Sources"],
  [".examples", "Questions to start with"],
];
const ROLES = [
  ['[data-testid="user"], [data-testid="bot"]', "group"],
  ["#reading", "complementary"],
  [".examples", "group"], // a list of buttons is none
];

function set(node, attribute, value) {
  if (node.getAttribute(attribute) !== value) node.setAttribute(attribute, value);
}

function name() {
  for (const [selector, words] of NAMES)
    for (const node of document.querySelectorAll(selector)) set(node, "aria-label", words);
  for (const [selector, role] of ROLES)
    for (const node of document.querySelectorAll(selector)) set(node, "role", role);
  const toggle = document.querySelector("#history .toggle-button");
  if (toggle) set(toggle, "aria-expanded", String(document.getElementById("history").classList.contains("open")));
}

new MutationObserver(name).observe(document.body, {
  childList: true, subtree: true, attributes: true, attributeFilter: ["aria-label", "class"],
});
name();

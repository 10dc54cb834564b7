// The desk by keyboard: what has `data-key` is pressed or focused by that key, or by two keys one after the other
// ("g d"); "?" shows them all. Screens only write the attribute; `data-key-title` says what the key does where the
// element's own text does not.

const PAUSE = 1200; // milliseconds between the two keys of a pair
let first = "";
let since = 0;

document.addEventListener("keydown", (event) => {
  if (event.key === "Escape" && isTyping(event.target) && !event.target.closest("dialog")) return event.target.blur();
  if (event.defaultPrevented || event.ctrlKey || event.altKey || event.metaKey || isTyping(event.target)) return;
  if (document.querySelector("dialog[open]") || event.key.length > 1) return;
  // A scanner that sends its code twice types the second one into the page that the first has opened.
  if (Date.now() - Number(sessionStorage.getItem("hcc-desk-scanned")) < 1500) return;
  const pair = first && Date.now() - since < PAUSE ? `${first} ${event.key}` : "";
  const target = (pair && find(pair)) || find(event.key);
  first = target ? "" : event.key;
  since = Date.now();
  if (!target) return;
  event.preventDefault();
  use(target);
});

function find(key) {
  return [...document.querySelectorAll("[data-key]")].find(
    (each) => each.dataset.key === key && !each.disabled && each.checkVisibility(),
  );
}

function use(target) {
  target.focus();
  if (target.matches("a, button, summary, [role=button]")) target.click();
  else target.select?.();
}

function isTyping(target) {
  return target instanceof Element && target.matches("input:not([type=checkbox], [type=radio], [type=button], [type=submit]), select, textarea, [contenteditable]");
}

const keys = document.getElementById("desk-keys");
document.querySelector("[data-keys-open]")?.addEventListener("click", () => {
  const list = keys.querySelector("dl");
  list.replaceChildren();
  for (const each of document.querySelectorAll("[data-key]")) {
    if (!each.checkVisibility()) continue;
    const key = document.createElement("dt");
    for (const part of each.dataset.key.split(" ")) key.append(Object.assign(document.createElement("kbd"), { textContent: part }), " ");
    const title = document.createElement("dd");
    title.textContent = each.dataset.keyTitle || each.getAttribute("aria-label") || each.textContent.trim();
    list.append(key, title);
  }
  keys.showModal();
});

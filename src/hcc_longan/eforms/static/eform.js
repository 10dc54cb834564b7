// What an e-form does in the browser: it asks only the questions whose conditions hold, repeats rows, and says what is
// wrong where it is typed, in the server's words. The server decides; without this script nothing is missing.

import { asked } from "./conditions.js";
import { isFilled, park, rowsOf, setUpAddresses, setUpRows } from "./rows.js";
import { check, note, Wrong } from "./validators.js";

const PREFIX = "form.widgets.";
const SEND = "form.buttons.";
// What the empty choice of a list sends.
const NO_VALUE = "--NOVALUE--";
const sentences = document.getElementById("eform-sentences");
const texts = JSON.parse(sentences.textContent);
const began = Date.parse(sentences.dataset.now);

// A sentence that comes or goes while the finger is down would move what it aims at: the tap would be lost.
const AFTER_TAP = 300; // milliseconds
let pressed = null;
let release;
document.addEventListener("pointerdown", () => (pressed = new Promise((resolve) => (release = resolve))), true);
for (const type of ["pointerup", "pointercancel"]) {
  document.addEventListener(type, () => setTimeout(release, AFTER_TAP), true);
}

for (const form of document.querySelectorAll("form")) {
  if (form.querySelector(".eform-question")) setUp(form);
}

function setUp(form) {
  form.noValidate = true;
  setUpRows(form, say);
  setUpAddresses(form);
  setUpConditions(form);
  setUpChecks(form);
}

function say(name, values = {}) {
  return (texts[name] ?? name).replace(/\$\{(\w+)\}/g, (all, key) => values[key] ?? all);
}

/** The day in Vietnam by the server's clock, also when the page is open past midnight. */
function today() {
  return new Date(began + performance.now() + 7 * 3600 * 1000).toISOString().slice(0, 10);
}

// Conditions

function setUpConditions(form) {
  const questions = [...form.querySelectorAll("[data-depends-on]")];
  const conditions = new Map(questions.map((each) => [each.dataset.fieldname, each.dataset.dependsOn]));
  const update = () => {
    let shown;
    try {
      shown = asked(conditions, (name) => answersTo(form, name));
    } catch (error) {
      // A condition that can't be read hides nothing; the check of forms names it to the editors.
      if (!(error instanceof SyntaxError)) throw error;
      return;
    }
    for (const question of questions) park(question, "condition", !shown.has(question.dataset.fieldname));
  };
  for (const type of ["input", "change", "hcc:changed"]) form.addEventListener(type, update);
  form.addEventListener("hcc:restore", () => setTimeout(update));
  form.addEventListener("reset", () => setTimeout(update));
  window.addEventListener("pageshow", update);
  update();
}

function answersTo(form, name) {
  const full = PREFIX + name;
  return [...form.elements]
    .filter(({ name: own }) => own === full || own === `${full}:list` || own.startsWith(`${full}.`))
    .filter(({ type, checked }) => !["submit", "button"].includes(type) && (!["radio", "checkbox"].includes(type) || checked))
    .flatMap((input) => (input.multiple ? [...input.selectedOptions].map((option) => option.value) : [input.value]));
}

// Checks

function setUpChecks(form) {
  for (const input of form.querySelectorAll("input[type=file][aria-required=true]")) input.dataset.needed = "paper_missing";
  form.addEventListener("focusout", async ({ target: input }) => {
    await pressed;
    if (!isChecked(input)) return;
    const wasWrong = input.hasAttribute("aria-invalid");
    if (!isEmpty(form, input) || wasWrong) show(input, faultOf(form, input, wasWrong));
  });
  for (const type of ["input", "change"]) {
    form.addEventListener(type, (event) => {
      const input = event.target;
      if (isChecked(input) && errorOf(input)?.hidden === false && !faultOf(form, input, true)) show(input, "");
    });
  }
  // Before everybody else: who sends in pieces, waits or counts has nothing to do with a form that isn't ready.
  document.addEventListener(
    "submit",
    (event) => {
      // Other buttons keep a draft or add a row.
      if (event.target !== form || !(event.submitter?.name ?? SEND).startsWith(SEND)) return;
      const wrong = showAll(form);
      if (!wrong) return;
      event.preventDefault();
      event.stopImmediatePropagation();
      wrong.focus();
    },
    true,
  );
}

function showAll(form) {
  let first = null;
  const seen = new Set();
  for (const input of form.querySelectorAll("[data-kind], [data-needed]")) {
    if (input.disabled || (input.type === "radio" && seen.has(input.name))) continue;
    seen.add(input.name);
    const message = faultOf(form, input, true);
    show(input, message);
    if (message) first ??= input;
  }
  for (const list of form.querySelectorAll("[data-rows]")) {
    const group = list.closest("[role]");
    const message = list.closest("[hidden]") ? "" : faultOfRows(list);
    write(document.getElementById(`${group.id}-error`), message);
    if (message) first ??= list.querySelector("input, select, button");
  }
  return first;
}

/** What is wrong with an input, as a sentence; `isFinal`: it is also wrong to leave out what is needed. */
function faultOf(form, input, isFinal) {
  const { kind, needed, options = "{}", beside = "{}" } = input.dataset;
  const row = input.closest("[data-row]");
  if (isEmpty(form, input)) {
    const isNeeded = needed && isFinal && (!row || isFilled(row));
    return isNeeded ? say(needed) : "";
  }
  try {
    const compared = Object.entries(JSON.parse(beside)).map(([option, name]) => [option, valueOf(form, name)]);
    const all = { ...JSON.parse(options), ...Object.fromEntries(compared), today: today() };
    if (all.birth) all.birth = dayOf(all.birth);
    check(kind, input.value, all);
  } catch (error) {
    if (!(error instanceof Wrong)) throw error;
    return say(error.fault, error.values);
  }
  return "";
}

function faultOfRows(list) {
  const filled = rowsOf(list).filter(isFilled).length;
  const least = Number(list.dataset.minRows);
  if (!filled) return list.dataset.neededRows ? say(list.dataset.neededRows) : "";
  return filled < least ? say("rows_least", { least }) : "";
}

function isEmpty(form, input) {
  if (["radio", "checkbox"].includes(input.type)) {
    return ![...form.elements].some((each) => each.name === input.name && each.checked);
  }
  if (input.type === "file") {
    // Most files are not held by their input: they are on their way, or there.
    return !input.files.length && !input.closest("[data-upload]")?.querySelector("[data-upload-list] > li");
  }
  return ["", NO_VALUE].includes(input.value.trim());
}

function valueOf(form, name) {
  return answersTo(form, name.slice(PREFIX.length))[0] ?? "";
}

function dayOf(text) {
  try {
    return check("date", text);
  } catch (error) {
    if (!(error instanceof Wrong)) throw error;
    return "";
  }
}

function isChecked(input) {
  return input.matches?.("[data-kind], [data-needed]") && !input.disabled;
}

function errorOf(input) {
  const group = input.type === "radio" ? input.closest("[role=radiogroup]") : null;
  return document.getElementById(`${(group ?? input).id}-error`);
}

function show(input, message) {
  write(errorOf(input), message);
  if (input.type !== "radio") {
    input.classList.toggle("is-invalid", Boolean(message));
    if (message) input.setAttribute("aria-invalid", "true");
    else input.removeAttribute("aria-invalid");
  }
  const found = !message && input.value.trim() ? note(input.dataset.kind, input.value) : null;
  writeNote(input, found ? say(found[0], { text: found[1] }) : "");
}

function write(error, message) {
  if (!error) return;
  error.textContent = message;
  error.hidden = !message;
}

function writeNote(input, text) {
  let element = document.getElementById(`${input.id}-note`);
  if (!element && !text) return;
  if (!element) {
    element = Object.assign(document.createElement("p"), { id: `${input.id}-note`, className: "eform-note" });
    element.setAttribute("role", "status");
    errorOf(input).before(element);
  }
  element.textContent = text;
}

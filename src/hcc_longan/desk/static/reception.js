// Reception by keyboard and scanner. The server makes every part of the page; this script sends the form and puts the
// parts that the answer has anew in their places, so that files and what was typed meanwhile stay.

const form = document.getElementById("reception-form");
const received = document.getElementById("received");
const officer = (form || received)?.dataset.officer;
const STORE = `hcc-reception-${officer}`;
const SCANNED = "hcc-desk-scanned";

// A scanner types faster than anybody, and sometimes sends twice: what follows at once is no typing.
const FAST = 35; // milliseconds for a character
const QUIET = 800;
let keys = [];
let quietUntil = 0;

document.addEventListener(
  "keydown",
  (event) => {
    if (Date.now() < quietUntil && (event.key.length === 1 || event.key === "Enter")) {
      quietUntil = Date.now() + QUIET;
      event.preventDefault();
      event.stopImmediatePropagation();
    } else if (event.key.length === 1) {
      keys = [...keys.slice(-60), event.timeStamp];
    }
  },
  true,
);
document.addEventListener("beforeinput", (event) => {
  if (Date.now() < quietUntil && event.inputType === "insertText") event.preventDefault();
}, true);

function wasScanned(text) {
  const last = keys.slice(-Math.min(text.length, 60));
  return text.length >= 8 && last.length >= 8 && (last.at(-1) - last[0]) / last.length < FAST;
}

function beQuietAfter(text) {
  if (!wasScanned(text)) return;
  keys = [];
  quietUntil = Date.now() + QUIET;
  sessionStorage.setItem(SCANNED, Date.now());
}

for (const scan of document.querySelectorAll("[data-scan]")) {
  scan.addEventListener("submit", (event) => {
    if (scan.dataset.sent) return event.preventDefault();
    scan.dataset.sent = "1";
    beQuietAfter(scan.elements.code.value);
  });
}
for (const button of document.querySelectorAll("[data-print]")) {
  button.hidden = false;
  button.addEventListener("click", () => window.print());
}
window.addEventListener("pageshow", () => {
  for (const scan of document.querySelectorAll("[data-scan]")) delete scan.dataset.sent;
});

if (received) {
  const kept = read();
  if (kept?.key === received.dataset.keyDone || !received.dataset.keyDone) sessionStorage.removeItem(STORE);
  document.getElementById("next").focus();
  const receipt = document.getElementById("receipt");
  const print = (event) => {
    event?.preventDefault();
    receipt.contentWindow.print();
    document.getElementById("next").focus();
  };
  if (receipt && received.dataset.keyDone) receipt.addEventListener("load", () => setTimeout(print, 300), { once: true });
  document.getElementById("print")?.addEventListener("click", print);
  // Shown again, it is not printed again.
  history.replaceState(null, "", location.pathname + location.search.replace(/([?&])key=[^&]*&?/, "$1").replace(/[?&]$/, ""));
}

function read() {
  try {
    return JSON.parse(sessionStorage.getItem(STORE));
  } catch {
    return null;
  }
}

if (form) begin();

function begin() {
  const texts = JSON.parse(form.dataset.texts);
  const status = document.getElementById("reception-status");
  const say = (text) => (status.textContent = text);
  let waiting = Promise.resolve();
  let isSent = false;

  // What is typed is kept in this tab until the dossier is received.
  const keep = () => {
    const entries = [...new FormData(form)].filter(([name, value]) => typeof value === "string" && name !== "_authenticator");
    const isTyped = entries.some(([name, value]) => value && !["key", "channel", "case", "kind", "id_kind", "language", "delivery", "fee", "fee_offered", "keep"].includes(name));
    if (isTyped) sessionStorage.setItem(STORE, JSON.stringify({ key: form.elements.key.value, entries }));
    else sessionStorage.removeItem(STORE);
  };
  form.addEventListener("input", keep);
  form.addEventListener("change", keep);

  document.querySelector("[data-discard]").addEventListener("click", () => sessionStorage.removeItem(STORE));
  for (const each of form.querySelectorAll("[data-no-script]")) each.hidden = true;

  // Sends the form with one thing more and puts parts of the answer in their places; one after the other.
  function look(name, value, parts, data) {
    waiting = waiting.then(async () => {
      const sent = data || new FormData(form);
      sent.set(name, value);
      const places = parts.map((part) => document.getElementById(`part-${part}`)).filter(Boolean);
      for (const place of places) place.setAttribute("aria-busy", "true");
      say(texts.looking);
      try {
        const answer = await fetch(form.action, { method: "POST", body: sent, cache: "no-store", signal: AbortSignal.timeout(60000) });
        if (!answer.ok) throw new Error(answer.status);
        const page = new DOMParser().parseFromString(await answer.text(), "text/html");
        if (!page.getElementById("reception-form")) throw new Error("no form");
        for (const part of ["hidden", ...parts]) put(`part-${part}`, page, data ? null : sent);
        putErrors(page);
        say("");
        keep();
        return true;
      } catch {
        say(texts.failed);
        showFailure(texts.failed);
        return false;
      } finally {
        for (const place of places) place.removeAttribute("aria-busy");
      }
    });
    return waiting;
  }

  function put(id, page, sent) {
    const old = document.getElementById(id);
    const fresh = page.getElementById(id);
    if (!old || !fresh) return;
    // What was typed while the answer was on its way is newer than the answer.
    const active = old.contains(document.activeElement) ? document.activeElement.id : "";
    for (const field of sent ? old.querySelectorAll("input:not([type=file], [type=hidden], [type=radio], [type=checkbox]), select") : []) {
      const twin = fresh.querySelector(`[id="${CSS.escape(field.id)}"]`);
      if (twin && field.name && sent.get(field.name) !== field.value) twin.value = field.value;
    }
    for (const each of fresh.querySelectorAll("[data-no-script]")) each.hidden = true;
    old.replaceWith(fresh);
    if (active) document.getElementById(active)?.focus();
    if (id === "part-matter") combine();
  }

  function putErrors(page) {
    document.getElementById("reception-errors")?.remove();
    const errors = page.getElementById("reception-errors");
    if (errors) document.querySelector(".desk-reception-top").before(errors);
  }

  function showFailure(text) {
    document.getElementById("reception-errors")?.remove();
    const box = Object.assign(document.createElement("div"), { className: "alert alert-danger", id: "reception-errors", textContent: text });
    box.setAttribute("role", "alert");
    document.querySelector(".desk-reception-top").before(box);
  }

  // Enter goes on to the next field; what is looked up is looked up first.
  const isShown = (each) => each.checkVisibility() && !each.disabled;
  const stops = () => [...form.querySelectorAll("input:not([type=hidden], [type=file], .desk-reception-count, [name=keep], [name=upload-remove]), select, #receive, .desk-reception-earlier .btn")].filter(
    (each) => isShown(each) && (each.type !== "radio" || each.checked || !form.querySelector(`[name="${CSS.escape(each.name)}"]:checked`)),
  );

  function goOn(from) {
    const row = from.closest("tr");
    const all = stops();
    const place = all.indexOf(from.classList.contains("desk-reception-count") ? row.querySelector("[data-tick]") : from);
    const next = all[place + 1] || document.getElementById("receive");
    next.focus();
    next.select?.();
  }

  function focusFirst(...selectors) {
    for (const selector of selectors) {
      const found = [...form.querySelectorAll(selector)].find(isShown);
      if (found) {
        found.focus();
        found.select?.();
        return;
      }
    }
  }

  form.addEventListener("keydown", (event) => {
    const target = event.target;
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
      event.preventDefault();
      form.requestSubmit(document.getElementById("receive"));
    } else if (event.key === "Enter" && target.matches("input:not([type=file]), select") && !event.defaultPrevented) {
      event.preventDefault();
      const text = target.value.trim();
      if (target.id === "procedure_text" && (text || !form.elements.procedure.value)) chooseMatter(text);
      else if (target.id === "find" && text) findPerson(text);
      else goOn(target);
    } else if (target.matches("[data-tick]") && !event.ctrlKey && !event.altKey && !event.metaKey) {
      tickByKey(event, target);
    }
  });

  async function chooseMatter(text) {
    beQuietAfter(text);
    if (!(await look("look", "matter", ["matter", "papers", "delivery"]))) return;
    if (form.querySelector("#part-matter .is-invalid")) focusFirst("#procedure_text");
    else focusFirst("#case input:not(:checked)", "#find");
  }

  async function findPerson(text) {
    beQuietAfter(text);
    if (!(await look("look", "person", ["person", "delivery"]))) return;
    if (form.querySelector("#find-said .desk-reception-error")) focusFirst("#find");
    else if (form.querySelector(".desk-reception-earlier")) focusFirst(".desk-reception-earlier .btn");
    else focusFirstEmpty();
  }

  function focusFirstEmpty() {
    const empty = ["name", "id_number", "phone", "address"].find((name) => !form.elements[name].value);
    focusFirst(empty ? `#${empty}` : "[data-tick]", "#receive");
  }

  form.addEventListener("click", async (event) => {
    const button = event.target.closest("button[name=take], button[name=look], [data-procedure]");
    if (!button) return;
    event.preventDefault();
    if (button.name === "take") {
      if (await look("take", button.value, button.dataset.parts.split(" "))) focusFirstEmpty();
    } else if (button.dataset.procedure) {
      form.elements.procedure_text.value = button.dataset.procedure;
      chooseMatter("");
    } else if (button.value === "matter") {
      chooseMatter("");
    } else if (button.value === "person") {
      findPerson("");
    }
  });

  form.addEventListener("change", async (event) => {
    const { look: what, parts } = event.target.dataset;
    if (what === "case" && form.elements.procedure.value) await look("look", "case", ["papers", "delivery"]);
    if (what === "files") await look("look", "files", [parts]);
  });

  // Papers by keys: a digit is the number of the first kind that is required.
  function counts(tick) {
    return [...tick.closest("tr").querySelectorAll(".desk-reception-count")];
  }

  function fillIn(tick, number) {
    const needed = tick.closest("tr").dataset.needed.split(" ").map(Number);
    const first = Math.max(0, needed.findIndex((each) => each));
    counts(tick).forEach((field, place) => {
      const asked = needed.some((each) => each) ? needed[place] : Number(place === 0);
      const value = number === undefined ? asked : place === first ? number : 0;
      field.value = tick.checked && value ? value : "";
    });
    keep();
  }

  form.addEventListener("change", (event) => {
    if (event.target.matches("[data-tick]")) fillIn(event.target);
    if (event.target.matches(".desk-reception-count")) {
      const tick = event.target.closest("tr").querySelector("[data-tick]");
      tick.checked = counts(tick).some((each) => Number(each.value) > 0);
    }
  });

  function tickByKey(event, tick) {
    if (/^[0-9]$/.test(event.key)) {
      tick.checked = event.key !== "0";
      fillIn(tick, Number(event.key));
    } else if (event.key === "a") {
      for (const each of form.querySelectorAll("[data-tick]")) {
        each.checked = true;
        fillIn(each);
      }
    } else {
      return;
    }
    event.preventDefault();
    event.stopPropagation();
  }

  // Scans dropped on a row
  const rowOf = (event) => event.target.closest?.(".desk-reception-papers tbody tr");
  form.addEventListener("dragover", (event) => {
    const row = rowOf(event);
    if (!row || ![...event.dataTransfer.types].includes("Files")) return;
    event.preventDefault();
    row.classList.add("desk-reception-dropping");
  });
  form.addEventListener("dragleave", (event) => rowOf(event)?.classList.remove("desk-reception-dropping"));
  form.addEventListener("drop", (event) => {
    const field = rowOf(event)?.querySelector("input[type=file]");
    if (!field) return;
    event.preventDefault();
    rowOf(event).classList.remove("desk-reception-dropping");
    field.files = event.dataTransfer.files;
    field.dispatchEvent(new Event("change", { bubbles: true }));
  });

  form.addEventListener("submit", (event) => {
    if (isSent) return event.preventDefault();
    isSent = true;
    keep();
    say(texts.sending);
  });
  window.addEventListener("pageshow", () => (isSent = false));

  // Suggestions for the procedure
  let asked = 0;
  function combine() {
    const field = document.getElementById("procedure_text");
    const list = Object.assign(document.createElement("ul"), { className: "desk-combo-list", id: "procedure-list", hidden: true });
    list.setAttribute("role", "listbox");
    list.setAttribute("aria-label", field.labels[0].textContent.trim());
    field.closest(".desk-combo").append(list);
    for (const [name, value] of [["role", "combobox"], ["aria-autocomplete", "list"], ["aria-controls", list.id], ["aria-expanded", "false"]]) field.setAttribute(name, value);
    const options = () => [...list.children];
    const current = () => options().find((each) => each.getAttribute("aria-selected") === "true");
    const show = (isOpen) => {
      list.hidden = !isOpen;
      field.setAttribute("aria-expanded", String(isOpen));
      if (!isOpen) field.removeAttribute("aria-activedescendant");
    };
    const select = (option) => {
      for (const each of options()) each.setAttribute("aria-selected", String(each === option));
      field.setAttribute("aria-activedescendant", option.id);
      option.scrollIntoView({ block: "nearest" });
    };
    const take = (option) => {
      field.value = option.dataset.code;
      show(false);
      chooseMatter("");
    };
    let timer;
    field.addEventListener("input", () => {
      clearTimeout(timer);
      const mine = ++asked;
      timer = setTimeout(async () => {
        const text = field.value.trim();
        if (text.length < 2) return show(false);
        let found = [];
        try {
          const answer = await fetch(`${form.dataset.suggest}?q=${encodeURIComponent(text)}`, { signal: AbortSignal.timeout(10000) });
          found = answer.ok ? await answer.json() : [];
        } catch {
          return show(false); // without suggestions words alone do
        }
        if (mine !== asked || document.activeElement !== field) return;
        list.replaceChildren(...found.map((each, number) => {
          const option = Object.assign(document.createElement("li"), { id: `procedure-${number}`, textContent: each.title });
          option.setAttribute("role", "option");
          option.setAttribute("aria-selected", "false");
          option.dataset.code = each.code;
          option.append(Object.assign(document.createElement("small"), { textContent: `${each.code} · ${each.department}${each.is_recent ? " ★" : ""}` }));
          option.addEventListener("mousedown", (event) => {
            event.preventDefault();
            take(option);
          });
          return option;
        }));
        show(found.length > 0);
        say(texts.suggested.replace("${number}", found.length));
      }, 120);
    });
    field.addEventListener("keydown", (event) => {
      if (event.key === "ArrowDown" || event.key === "ArrowUp") {
        if (list.hidden) return;
        event.preventDefault();
        const all = options();
        const step = event.key === "ArrowDown" ? 1 : -1;
        select(all[(all.indexOf(current()) + step + all.length) % all.length] || all[0]);
      } else if (event.key === "Escape" && !list.hidden) {
        event.stopPropagation();
        show(false);
      } else if (event.key === "Enter" && !event.ctrlKey) {
        clearTimeout(timer);
        asked++;
        const option = !list.hidden && current();
        show(false);
        if (!option) return;
        event.preventDefault();
        take(option);
      }
    });
    field.addEventListener("blur", () => show(false));
  }
  combine();

  // A form that came back with errors shows what was typed; a new one takes up what this tab had kept.
  const errors = document.getElementById("reception-errors");
  const kept = read();
  if (errors) {
    errors.focus();
  } else if (kept && !location.search && !form.elements.procedure.value && !form.elements.name.value) {
    const data = new FormData();
    for (const [name, value] of kept.entries) data.append(name, value);
    data.set("_authenticator", form.elements._authenticator.value);
    look("look", "kept", ["matter", "person", "papers", "delivery"], data).then((done) => {
      if (!done) return;
      form.elements.key.value = kept.key;
      form.elements.keep.checked = kept.entries.some(([name]) => name === "keep");
      say(texts.restored);
      focusFirst("#find");
    });
  } else {
    focusFirst(form.elements.procedure.value ? "#case input:not(:checked)" : "#procedure_text", "#find");
  }
}

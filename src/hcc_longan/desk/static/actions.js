// Comfort for the forms of steps: who is here stays fresh, often used texts go into their fields, rows grow, and
// Ctrl+Enter sends. Everything works without this.

const here = document.querySelector(".desk-presence");
if (here) {
  const { url, tab, opened, language, authenticator, every, version } = here.dataset;
  const body = (what) => {
    const form = new FormData();
    const fields = { do: what, tab, opened, language, _authenticator: authenticator };
    for (const [name, value] of Object.entries(fields)) form.append(name, value);
    return form;
  };
  const show = (element, text) => {
    element.hidden = !text;
    if (element.textContent !== text) element.textContent = text;
  };
  const beat = async () => {
    let answer;
    try {
      const response = await fetch(url, { method: "POST", body: body("beat"), headers: { Accept: "application/json" } });
      if (!response.ok) return;
      answer = await response.json();
    } catch {
      return; // offline: the next beat tells
    }
    const list = here.querySelector("ul");
    if ([...list.children].map((each) => each.textContent).join("\n") !== answer.lines.join("\n")) {
      list.replaceChildren(...answer.lines.map((text) => Object.assign(document.createElement("li"), { textContent: text })));
    }
    show(here.querySelector(".desk-presence-taken"), answer.taken);
    show(here.querySelector(".desk-presence-changed"), String(answer.version) === version ? "" : here.dataset.changed);
  };
  beat();
  setInterval(() => document.hidden || beat(), every * 1000);
  document.addEventListener("visibilitychange", () => document.hidden || beat());
  addEventListener("pagehide", () => navigator.sendBeacon(url, body("leave")));
  addEventListener("pageshow", (event) => event.persisted && beat());
}

for (const usual of document.querySelectorAll(".desk-usual")) listen(usual);

function listen(usual) {
  usual.addEventListener("change", () => {
    const field = document.getElementById(usual.dataset.for);
    if (!field || !usual.value) return;
    const isText = field.matches("textarea");
    field.value = isText && field.value.trim() ? `${field.value.trimEnd()}\n${usual.value}` : usual.value;
    usual.value = "";
    field.focus();
  });
}

for (const button of document.querySelectorAll(".desk-row-add")) {
  button.hidden = false;
  button.addEventListener("click", () => {
    const rows = button.parentElement.querySelectorAll(":scope > .desk-row");
    const row = rows[rows.length - 1].cloneNode(true);
    // Names and ids end differently in each row: `papers.2.what`, `action-papers-2-what`.
    const renumbered = (text) => text.replace(/([.-])(\d+)([.-])/, (_all, left, _number, right) => left + rows.length + right);
    for (const each of row.querySelectorAll("[name], [id], [for], [data-for], [aria-describedby]")) {
      for (const attribute of ["name", "id", "for", "data-for", "aria-describedby"]) {
        if (each.hasAttribute(attribute)) each.setAttribute(attribute, renumbered(each.getAttribute(attribute)));
      }
      each.classList.remove("is-invalid");
      each.removeAttribute("aria-invalid");
      if (each.matches("input[type=checkbox]")) each.checked = false;
      else if (each.matches("input, textarea, select")) each.value = "";
    }
    row.querySelectorAll(".desk-error").forEach((each) => each.remove());
    row.querySelectorAll(".desk-usual").forEach(listen);
    const legend = row.querySelector("legend");
    legend.textContent = legend.textContent.replace(/\d+/, rows.length + 1);
    row.classList.remove("is-out");
    rows[rows.length - 1].after(row);
    row.querySelector("select, textarea, input").focus();
  });
}

const form = document.getElementById("action-form");
if (form) {
  form.addEventListener("change", (event) => {
    const row = event.target.matches(".desk-row-remove input") && event.target.closest(".desk-row");
    if (row) row.classList.toggle("is-out", event.target.checked);
  });
  form.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
      event.preventDefault();
      form.querySelector("[data-send]")?.click();
    }
  });
  form.querySelector(".desk-send-key")?.removeAttribute("hidden");
  // The first thing that is wrong, or the first field.
  const first = form.querySelector("[aria-invalid=true], .desk-field input:not([type=checkbox]), .desk-field textarea, .desk-field select");
  if (!document.querySelector("[role=alert]")) first?.focus({ preventScroll: true });
}

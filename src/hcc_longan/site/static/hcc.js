// Comfort on top of pages that work without it: suggestions while typing, facets that apply at once, printing.
(() => {
  "use strict";

  const WAIT = 180; // ms after the last key before asking for suggestions

  function suggest(input) {
    const form = input.form;
    const line = input.closest(".hcc-search-line");
    const list = document.createElement("ul");
    const id = `${input.id}-suggestions`;
    let timer = 0;
    let asked = 0;
    let chosen = -1;

    list.id = id;
    list.className = "hcc-suggestions";
    list.hidden = true;
    list.setAttribute("role", "listbox");
    list.setAttribute("aria-label", input.labels[0] ? input.labels[0].textContent.trim() : "");
    line.append(list);
    for (const [name, value] of Object.entries({
      role: "combobox",
      "aria-autocomplete": "list",
      "aria-controls": id,
      "aria-expanded": "false",
    })) {
      input.setAttribute(name, value);
    }

    function close() {
      list.hidden = true;
      chosen = -1;
      input.setAttribute("aria-expanded", "false");
      input.removeAttribute("aria-activedescendant");
    }

    function show(items) {
      list.replaceChildren(
        ...items.map((item, number) => {
          const option = document.createElement("li");
          option.id = `${id}-${number}`;
          option.setAttribute("role", "option");
          option.setAttribute("aria-selected", "false");
          option.dataset.url = item.url;
          option.textContent = item.title;
          return option;
        }),
      );
      chosen = -1;
      list.hidden = items.length === 0;
      input.setAttribute("aria-expanded", String(items.length > 0));
    }

    function mark(step) {
      const options = [...list.children];
      if (!options.length) return;
      chosen = (chosen + step + options.length + 1) % (options.length + 1);
      options.forEach((option, number) => option.setAttribute("aria-selected", String(number === chosen)));
      if (chosen === options.length) {
        chosen = -1;
        input.removeAttribute("aria-activedescendant");
      } else {
        input.setAttribute("aria-activedescendant", options[chosen].id);
        options[chosen].scrollIntoView({ block: "nearest" });
      }
    }

    async function ask() {
      const text = input.value;
      const number = ++asked;
      if (text.trim().length < 2) return close();
      try {
        const answer = await fetch(`${input.dataset.hccSuggest}?q=${encodeURIComponent(text)}`);
        // A later key has asked again meanwhile: its answer counts.
        if (answer.ok && number === asked) show(await answer.json());
      } catch {
        close(); // Without the network the form still works as a form.
      }
    }

    input.addEventListener("input", () => {
      clearTimeout(timer);
      timer = setTimeout(ask, WAIT);
    });
    input.addEventListener("keydown", (event) => {
      if (event.isComposing) return;
      if (event.key === "ArrowDown" || event.key === "ArrowUp") {
        if (list.hidden) return;
        event.preventDefault();
        mark(event.key === "ArrowDown" ? 1 : -1);
      } else if (event.key === "Escape" && !list.hidden) {
        event.preventDefault(); // A search field would lose its text.
        close();
      } else if (event.key === "Enter" && chosen >= 0) {
        event.preventDefault();
        location.href = list.children[chosen].dataset.url;
      }
    });
    input.addEventListener("blur", () => setTimeout(close, 150));
    list.addEventListener("mousedown", (event) => {
      const option = event.target.closest("[role=option]");
      if (option) location.href = option.dataset.url;
    });
    form.addEventListener("submit", close);
  }

  function applyFacetsAtOnce(form) {
    form.addEventListener("change", (event) => {
      if (event.target.matches("input[type=checkbox], select")) form.requestSubmit();
    });
    form.querySelectorAll(".hcc-apply").forEach((button) => (button.hidden = true));
    const facets = form.querySelector(".hcc-facets");
    if (facets && matchMedia("(max-width: 61.99rem)").matches) facets.open = false;
  }

  // Empty fields would only make the address longer.
  function leaveOutEmptyFields(form) {
    form.addEventListener("formdata", (event) => {
      for (const [name, value] of [...event.formData.entries()]) if (value === "") event.formData.delete(name);
    });
  }

  // What a form could not send yet is not left to the next person at this device.
  function forgetDrafts() {
    try {
      for (const key of Object.keys(localStorage)) if (key.startsWith("hcc-draft:")) localStorage.removeItem(key);
    } catch {
      // A browser may allow no storage.
    }
  }

  document.addEventListener("click", (event) => {
    if (event.target.closest?.("a[href*='/logout'], button[name='sign-out']")) forgetDrafts();
  });
  document.querySelectorAll("[data-hcc-suggest]").forEach(suggest);
  document.querySelectorAll("form.hcc-search").forEach((form) => {
    applyFacetsAtOnce(form);
    leaveOutEmptyFields(form);
  });
  document.querySelectorAll("[data-hcc-print]").forEach((button) => {
    button.hidden = false;
    button.addEventListener("click", () => print());
  });
  document.querySelectorAll("form[data-hcc-continue]").forEach((form) => form.requestSubmit());
})();

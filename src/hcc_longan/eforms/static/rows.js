// Repeated rows, and the district of old addresses. Without this script buttons send the form and come back.

/** Makes the rows of a form work; `say` gives a sentence by its name. */
export function setUpRows(form, say) {
  for (const list of form.querySelectorAll("[data-rows]")) {
    for (const button of list.querySelectorAll("[data-add-row], [data-remove-row]")) button.type = "button";
    renumber(list, say);
  }
  form.addEventListener("click", (event) => {
    const list = event.target.closest("[data-rows]");
    if (list && event.target.closest("[data-add-row]")) {
      addRow(list, nextNumber(list)).querySelector("input, select").focus();
    } else if (list && event.target.closest("[data-remove-row]")) {
      removeRow(list, event.target.closest("[data-row]"), say);
    } else {
      return;
    }
    renumber(list, say);
    // Drafts and conditions look again.
    form.dispatchEvent(new CustomEvent("hcc:changed"));
  });
  // Before answers of a draft are filled in, there have to be the rows for them.
  form.addEventListener("hcc:restore", (event) => {
    for (const list of form.querySelectorAll("[data-rows]")) {
      const prefix = `${list.dataset.rows}.`;
      const numbers = Object.keys(event.detail?.values ?? {})
        .filter((name) => name.startsWith(prefix))
        .map((name) => name.slice(prefix.length).split(".")[0])
        .filter((number) => /^[0-9]{1,4}$/.test(number));
      for (const number of [...new Set(numbers)].sort((one, other) => one - other)) {
        if (!list.querySelector(`:scope > [data-row="${number}"]`) && rowsOf(list).length < mostRows(list)) {
          addRow(list, number);
        }
      }
      renumber(list, say);
    }
  });
}

/** Shows the district only for provinces that have districts. */
export function setUpAddresses(form) {
  const showDistricts = () => {
    for (const address of form.querySelectorAll("[data-address]")) {
      const isOld = address.querySelector("select").value.startsWith("old:");
      for (const cell of address.querySelectorAll("[data-old-only]")) park(cell, "district", !isOld);
    }
  };
  form.addEventListener("change", showDistricts);
  form.addEventListener("hcc:restore", () => setTimeout(showDistricts));
  showDistricts();
}

/** Hides an element and switches its inputs off, or brings them back; several reasons may keep an input off. */
export function park(element, reason, isParked) {
  element.hidden = isParked;
  for (const input of element.querySelectorAll("input, select, textarea, button")) {
    const reasons = new Set((input.dataset.parked ?? "").split(" ").filter(Boolean));
    if (!isParked && !reasons.has(reason)) continue;
    if (isParked) reasons.add(reason);
    else reasons.delete(reason);
    input.dataset.parked = [...reasons].join(" ");
    input.disabled = reasons.size > 0;
  }
}

export function rowsOf(list) {
  return [...list.querySelectorAll(":scope > [data-row]")];
}

export function isFilled(row) {
  return [...row.querySelectorAll("input, select")].some((input) => input.value.trim());
}

function addRow(list, number) {
  const row = list.querySelector(":scope > template").content.firstElementChild.cloneNode(true);
  for (const element of [row, ...row.querySelectorAll("*")]) {
    for (const attribute of element.attributes) {
      attribute.value = attribute.value.replace(/([.-])NEW(?=[.-])/g, `$1${number}`);
    }
  }
  row.dataset.row = number;
  for (const button of row.querySelectorAll("button")) button.type = "button";
  (rowsOf(list).at(-1) ?? list.querySelector(":scope > template")).after(row);
  return row;
}

function removeRow(list, row, say) {
  if (isFilled(row) && !window.confirm(say("row_remove"))) return;
  const rows = rowsOf(list);
  if (rows.length === 1) addRow(list, nextNumber(list));
  row.remove();
  list.querySelector("[data-add-row]").focus();
}

function renumber(list, say) {
  const rows = rowsOf(list);
  rows.forEach((row, place) => {
    row.querySelector("[data-row-label]").textContent = say("row", { number: place + 1 });
  });
  list.querySelector("[data-add-row]").hidden = rows.length >= mostRows(list);
}

function nextNumber(list) {
  return Math.max(-1, ...rowsOf(list).map((row) => Number(row.dataset.row))) + 1;
}

function mostRows(list) {
  return Number(list.dataset.maxRows) || 1;
}

// Work lists by keyboard and mouse: rows are moved through, selected (shift: a range) and followed without a new page.
// desk.js presses the buttons of `data-moves`; without scripts the checkboxes and stars work as they are.

const list = document.querySelector(".desk-list");
if (list) begin(document.getElementById("lists"));

function begin(form) {
  const boxes = [...form.querySelectorAll("[name=uids]")];
  const links = [...form.querySelectorAll("a[data-row]")];
  const all = form.querySelector("[data-select-all]");
  const words = form.querySelector("[data-selected-words]");
  let current = -1;
  let last = -1;

  all.hidden = false;
  form.querySelector("[data-moves]").hidden = false;
  show();

  form.addEventListener("focusin", (event) => {
    const row = event.target.closest("tbody tr");
    if (row) current = row.sectionRowIndex;
  });
  form.addEventListener("click", (event) => {
    const box = boxes.indexOf(event.target);
    if (box >= 0) {
      if (event.shiftKey && last >= 0)
        for (const each of boxes.slice(Math.min(box, last), Math.max(box, last) + 1)) each.checked = event.target.checked;
      last = box;
      show();
    }
    const move = event.target.dataset.move;
    if (move) act(move);
    const star = event.target.closest(".desk-star");
    if (star) {
      event.preventDefault();
      follow(star);
    }
  });
  all.addEventListener("change", () => {
    for (const box of boxes) box.checked = all.checked;
    show();
  });

  function act(move) {
    if (move === "1" || move === "-1") current = Math.min(Math.max(current + Number(move), 0), links.length - 1);
    if (move === "select") {
      current = Math.max(current, 0);
      boxes[current].checked = !boxes[current].checked;
      last = current;
      show();
    }
    if (move === "follow") follow(form.querySelectorAll(".desk-star")[Math.max(current, 0)]);
    links[Math.max(current, 0)].focus();
  }

  function show() {
    const number = boxes.filter((box) => box.checked).length;
    all.checked = number === boxes.length;
    all.indeterminate = number > 0 && number < boxes.length;
    words.textContent = number ? words.dataset.selectedWords.replace("#", number) : "";
  }

  async function follow(star) {
    const data = new FormData();
    for (const name of ["_authenticator", "query"]) data.set(name, form.elements[name].value);
    data.set("follow", star.value);
    const answer = await fetch(star.formAction, { method: "POST", body: data, headers: { "X-Requested-With": "fetch" } });
    const type = answer.headers.get("Content-Type") ?? "";
    // Anything else is a page that says why.
    if (!type.includes("json")) return location.reload();
    star.setAttribute("aria-pressed", (await answer.json()).followed);
  }
}

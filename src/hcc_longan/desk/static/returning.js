// Return of results: a signature drawn with finger, pen or mouse; scanned numbers; ticking all lines at once.

const signing = document.querySelector("[data-signing]");
if (signing) {
  const canvas = signing.querySelector("canvas");
  const kept = document.getElementById("signature");
  const onScreen = signing.querySelector("[name=signed]");
  const pen = canvas.getContext("2d");
  Object.assign(pen, { lineWidth: 3, lineCap: "round", lineJoin: "round", strokeStyle: "#10202c" });
  signing.hidden = false;
  if (kept.value.startsWith("data:image/png")) {
    const before = new Image();
    before.onload = () => pen.drawImage(before, 0, 0);
    before.src = kept.value;
  }

  const place = (event) => {
    const box = canvas.getBoundingClientRect();
    return [((event.clientX - box.left) * canvas.width) / box.width, ((event.clientY - box.top) * canvas.height) / box.height];
  };
  let isDrawing = false;
  canvas.addEventListener("pointerdown", (event) => {
    event.preventDefault();
    canvas.setPointerCapture(event.pointerId);
    isDrawing = true;
    onScreen.checked = true;
    const [x, y] = place(event);
    pen.beginPath();
    pen.moveTo(x, y);
    pen.lineTo(x + 0.1, y);
    pen.stroke();
  });
  canvas.addEventListener("pointermove", (event) => {
    if (!isDrawing) return;
    pen.lineTo(...place(event));
    pen.stroke();
  });
  const end = () => {
    if (isDrawing) kept.value = canvas.toDataURL("image/png");
    isDrawing = false;
  };
  canvas.addEventListener("pointerup", end);
  canvas.addEventListener("pointercancel", end);
  signing.querySelector("[data-signing-clear]").addEventListener("click", () => {
    pen.clearRect(0, 0, canvas.width, canvas.height);
    kept.value = "";
  });
}

// A scanner ends with Enter: go on to the next number, and save after the last one.
const numbers = [...document.querySelectorAll("[data-scan]")];
for (const [position, field] of numbers.entries()) {
  field.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || position === numbers.length - 1) return;
    event.preventDefault();
    numbers[position + 1].select();
    numbers[position + 1].focus();
  });
}

for (const all of document.querySelectorAll("[data-all]")) {
  all.hidden = false;
  all.addEventListener("change", () => {
    for (const box of all.form.querySelectorAll(`[name="${all.dataset.all}"]`)) box.checked = all.checked;
  });
}

document.getElementById("desk-returning")?.focus();

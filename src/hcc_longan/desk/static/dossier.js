// The dossier screen: files change in the viewer and checks are saved without leaving the page. All of it works by
// links and forms as well.

const viewer = document.querySelector("[data-viewer]");
const frame = viewer?.querySelector("iframe");

if (frame) {
  const picture = viewer.querySelector(".desk-viewer-picture");
  const image = picture.querySelector("img");
  const tools = viewer.querySelector("[data-viewer-tools]");
  let scale = 0; // of the picture's own size; 0 fits it in
  let turned = 0; // degrees

  const links = () => [...document.querySelectorAll("a[data-shown]")];

  const draw = () => {
    const sideways = turned % 180 !== 0;
    const [width, height] = sideways ? [image.naturalHeight, image.naturalWidth] : [image.naturalWidth, image.naturalHeight];
    if (!width) return;
    const fitting = Math.min((picture.clientWidth - 4) / width, (picture.clientHeight - 4) / height, 1);
    const factor = scale || fitting;
    image.style.width = `${image.naturalWidth * factor}px`;
    image.style.height = `${image.naturalHeight * factor}px`;
    // A turned picture keeps its place in the layout: margins make room for what it became.
    const gap = sideways ? ((image.naturalHeight - image.naturalWidth) * factor) / 2 : 0;
    image.style.margin = `${-gap}px ${gap}px`;
    image.style.maxWidth = "none";
    image.style.rotate = `${turned}deg`;
    picture.dataset.scale = factor;
  };

  const show = ({ kind, shown, save }, name) => {
    const isPicture = kind === "picture";
    [scale, turned] = [0, 0];
    picture.hidden = tools.hidden = !isPicture;
    frame.hidden = isPicture;
    if (isPicture) {
      frame.removeAttribute("src");
      image.src = shown;
      image.alt = name;
      picture.setAttribute("aria-label", name);
    } else {
      frame.src = shown;
      frame.title = name;
    }
    viewer.querySelector("[data-viewer-name]").textContent = name;
    viewer.querySelector("[data-viewer-save]").href = save;
  };

  const choose = (link) => {
    for (const each of links()) each.removeAttribute("aria-current");
    link.setAttribute("aria-current", "true");
    show(link.dataset, link.textContent);
    for (const field of document.querySelectorAll("[data-check] [name=file]")) field.value = link.dataset.save.split("/").pop();
  };

  image.addEventListener("load", draw);
  window.addEventListener("resize", draw);
  document.addEventListener("click", (event) => {
    if (event.ctrlKey || event.metaKey || event.shiftKey) return;
    const step = event.target.closest("[data-viewer-step]");
    const all = links();
    const current = all.findIndex((each) => each.hasAttribute("aria-current"));
    const link = step ? all.at((current + Number(step.dataset.viewerStep)) % all.length) : event.target.closest("a[data-shown]");
    if (!link) return;
    event.preventDefault();
    choose(link);
    if (!step && viewer.getBoundingClientRect().top > innerHeight) viewer.scrollIntoView();
  });
  const acts = {
    larger: () => (scale = Math.min(picture.dataset.scale * 1.25, 8)),
    smaller: () => (scale = Math.max(picture.dataset.scale / 1.25, 0.05)),
    fit: () => ([scale, turned] = [0, 0]),
    rotate: () => (turned = (turned + 90) % 360),
  };
  for (const button of viewer.querySelectorAll("[data-viewer-do]")) {
    button.addEventListener("click", () => {
      acts[button.dataset.viewerDo]();
      draw();
    });
  }
  const first = links().find((each) => each.hasAttribute("aria-current"));
  if (first && frame.dataset.kind === "picture") choose(first);
}

// Checks: the answer is the whole page, of which the component's part is taken. The answer decides what is shown.
document.addEventListener("change", (event) => {
  const form = event.target.closest("[data-check]");
  if (!form || event.target.name !== "finding") return;
  if (["open", "accepted"].includes(event.target.value)) form.requestSubmit();
  else form.querySelector("[name=why]").focus();
});

document.addEventListener("submit", async (event) => {
  const form = event.target.closest("[data-check]");
  if (!form) return;
  event.preventDefault();
  const item = form.closest(".desk-component");
  if (item.getAttribute("aria-busy") === "true") return;
  item.setAttribute("aria-busy", "true");
  try {
    const answer = await fetch(form.action, { method: "POST", body: new FormData(form) });
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const fresh = page.getElementById(item.id);
    if (!answer.ok || !fresh) throw new Error(answer.statusText);
    const progress = page.getElementById("checklist-progress");
    document.getElementById("checklist-progress").textContent = progress.textContent;
    const shown = viewer?.querySelector("[data-viewer-save]")?.getAttribute("href");
    for (const link of fresh.querySelectorAll("a[data-shown]")) if (link.dataset.save === shown) link.setAttribute("aria-current", "true"); else link.removeAttribute("aria-current");
    item.replaceWith(fresh);
    (fresh.querySelector("[aria-invalid]") ?? fresh.querySelector("[name=finding]:checked"))?.focus();
  } catch {
    // Offline, signed out, or the dossier is gone: the ordinary way says so.
    form.submit();
  }
});

const print = document.querySelector("[data-print]");
if (print) {
  print.hidden = false;
  print.addEventListener("click", () => window.print());
}

// A running batch goes on while its page is open: call after call, each of which does as many dossiers as fit into a
// second or two. A call that fails is tried again; when that doesn't help, the page says so and its button stays.

const TRIES = 4;
const PAUSE = 1500; // milliseconds before another try, more each time

const panel = document.querySelector("[data-batch-running]");
if (panel) run(panel);

async function run(panel) {
  const form = document.getElementById("batch-run");
  const bar = panel.querySelector("progress");
  const button = panel.querySelector("[data-batch-continue]");
  button.hidden = true;
  let failures = 0;
  let said = 0;
  while (failures < TRIES) {
    const progress = await goOn(form);
    if (!progress) {
      failures += 1;
      await new Promise((resolve) => setTimeout(resolve, failures * PAUSE));
      continue;
    }
    failures = 0;
    bar.max = progress.total || 1;
    bar.value = progress.finished;
    panel.querySelector("[data-batch-text]").textContent = progress.text;
    // Who listens hears every tenth.
    const tenth = Math.floor((10 * progress.finished) / (progress.total || 1));
    if (tenth > said) panel.querySelector("[data-batch-said]").textContent = progress.text;
    said = tenth;
    if (progress.ended) return location.replace(panel.dataset.batch);
  }
  panel.querySelector("[data-batch-stopped]").hidden = false;
  button.hidden = false;
}

async function goOn(form) {
  const body = new URLSearchParams(new FormData(form));
  body.set("continue", "1");
  try {
    const answer = await fetch(form.action, { method: "POST", body, headers: { Accept: "application/json" } });
    const isJson = answer.headers.get("Content-Type")?.startsWith("application/json");
    return answer.ok && isJson ? await answer.json() : null;
  } catch {
    return null;
  }
}

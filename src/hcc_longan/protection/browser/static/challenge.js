// Solves a form's challenge while its user fills it in, so that the server can tell people from robots.
// Nothing here ever keeps a form from being sent: without a solution the server has a stricter limit.

import { solve } from "./solver.js";

const FRESH = 15 * 60 * 1000; // milliseconds; the server takes a solution for 20 minutes
const PATIENCE = 30 * 1000; // milliseconds that sending may wait
const came = performance.now();
const works = new WeakMap(); // the work for a form: {begun, isSolved, done}

// Resolves when the form may be sent, with or without a solution; for scripts that send a form themselves.
export function ready(form) {
    const field = form.querySelector(".hcc-challenge");
    if (!field) return Promise.resolve();
    const begun = works.get(form);
    if (begun && Date.now() - begun.begun < FRESH) return begun.done;
    const work = { begun: Date.now(), isSolved: false };
    // Who comes back to a form that is filled in already may be quick: the script waits for them, robots have none.
    const shortest = pause(came + 1000 * field.dataset.shortest - performance.now());
    const filled = Promise.allSettled([fill(field), shortest]).then(([{ reason }]) => { if (reason) throw reason; });
    work.done = Promise.race([filled, pause(PATIENCE).then(() => { throw new Error("it takes too long"); })]).then(
        () => { work.isSolved = true; },
        (error) => {
            // The next time it is tried anew: the network may be back.
            works.delete(form);
            console.warn("The challenge is not solved:", error);
        },
    );
    works.set(form, work);
    return work.done;
}

// After a solution was sent: each counts once.
export function renew(form) {
    works.delete(form);
    form.querySelector(".hcc-challenge [name=challenge]").value = "";
}

async function fill(field) {
    const answer = await fetch(field.dataset.source, { headers: { Accept: "application/json" }, cache: "no-store" });
    if (!answer.ok) throw new Error(`status ${answer.status}`);
    const challenge = await answer.json();
    if (!challenge.parameters) return;
    const solution = await solveAside(challenge.parameters);
    field.querySelector("[name=challenge]").value = btoa(JSON.stringify({ challenge, solution }));
}

// In a worker; in small slices on the page itself where browser or server allow none.
function solveAside(parameters) {
    return new Promise((resolve) => {
        const onPage = () => resolve(solve(parameters, () => pause(0)));
        try {
            const worker = new Worker(new URL("solver.js", import.meta.url), { type: "module" });
            worker.onmessage = (message) => { worker.terminate(); resolve(message.data); };
            worker.onerror = onPage;
            worker.postMessage(parameters);
        } catch {
            onPage();
        }
    });
}

function pause(milliseconds) {
    return new Promise((resolve) => setTimeout(resolve, milliseconds));
}

function protect(field) {
    const form = field.closest("form");
    const status = field.querySelector("[role=status]");
    let isWaiting = false;
    let mayPass = false;
    for (const event of ["focusin", "input", "pointerdown"]) {
        form.addEventListener(event, () => ready(form), { once: true });
    }
    // Before all other scripts, so that they see a form once, when it is really sent.
    window.addEventListener("submit", async (event) => {
        if (event.target !== form || !form.requestSubmit || mayPass) return;
        const { submitter } = event;
        const done = ready(form);
        if (works.get(form).isSolved) return;
        event.preventDefault();
        event.stopImmediatePropagation();
        if (isWaiting) return;
        isWaiting = true;
        status.textContent = field.dataset.waiting;
        await done;
        status.textContent = "";
        isWaiting = false;
        mayPass = true;
        form.requestSubmit(submitter);
        mayPass = false;
    }, true);
    // Back from the next page: that solution was sent.
    window.addEventListener("pageshow", (event) => { if (event.persisted) renew(form); });
}

document.querySelectorAll("form .hcc-challenge").forEach(protect);

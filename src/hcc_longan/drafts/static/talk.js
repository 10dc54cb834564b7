// Talking: with the server, and in the words that it gave the page.

// Like fetch, but never waits for ever, and every failure to get an answer is a TypeError.
export async function send(url, options, patience, cancelled) {
    const controller = new AbortController();
    const stop = () => controller.abort();
    const timer = setTimeout(stop, patience);
    cancelled?.addEventListener("abort", stop, { once: true });
    if (cancelled?.aborted) stop();
    try {
        return await fetch(url, { cache: "no-store", ...options, signal: controller.signal });
    } catch (error) {
        throw new TypeError(error.message);
    } finally {
        clearTimeout(timer);
        cancelled?.removeEventListener("abort", stop);
    }
}

export function readTexts() {
    const block = document.getElementById("hcc-draft-texts");
    return block ? JSON.parse(block.textContent) : {};
}

// "${share} % sent" with {share: 40}.
export function fill(text, facts) {
    return (text || "").replace(/\$\{(\w+)\}/g, (_all, name) => facts[name] ?? "");
}

// Sends files in pieces as soon as they are chosen, goes on where it was cut, and shows how far it is.

import { fill, send } from "./talk.js";

const SMALLEST = 64 * 1024; // bytes of a piece; what a cut connection had under way is sent again
const LARGEST = 2 * 1024 * 1024;
const QUICK = 1000; // milliseconds in which a piece may well be larger
const SLOWEST = 30 * 1000; // milliseconds between two attempts at most
const TIMEOUT = 60 * 1000;
const SAMPLE = 64 * 1024; // bytes at both ends that tell two files of one name and size apart

class Cancelled extends Error {}

class Refused extends Error {}

// May be tried again, after so many milliseconds if the server says so.
class Later extends Error {
    constructor(message, wait) {
        super(message);
        this.wait = wait;
    }
}

export class Uploads {
    constructor(form, texts, draft) {
        this.form = form;
        this.url = form.dataset.uploadsUrl;
        this.texts = texts;
        this.draft = draft; // has `token`, `begun()`, `lost()`, `say()` and `isSubmitting`
        this.queue = [];
        this.piece = 4 * SMALLEST;
        form.querySelectorAll("[data-upload]").forEach((place) => this.prepare(place));
        window.addEventListener("online", () => this.wake?.());
        window.addEventListener("beforeunload", (event) => {
            if (this.areBusy && !draft.isSubmitting) event.preventDefault();
        });
    }

    get areBusy() {
        return this.queue.length > 0;
    }

    // Resolves when nothing is under way.
    async settled() {
        while (this.areBusy) await this.running;
    }

    prepare(place) {
        const input = place.querySelector("input[type=file]");
        // A browser's own button says “no file chosen” however many have arrived.
        const button = document.createElement("label");
        button.className = "btn btn-outline-primary hcc-upload-choose";
        button.htmlFor = input.id;
        button.textContent = this.texts.upload_choose;
        input.classList.add("visually-hidden");
        input.after(button);
        input.addEventListener("change", (event) => {
            const files = [...event.target.files];
            // What goes this way must not go with the form as well.
            event.target.value = "";
            this.choose(place, files);
        });
        place.querySelectorAll("[data-upload-id]").forEach((item) => this.offerRemoval(place, item));
    }

    choose(place, files) {
        const faults = place.querySelector("[data-upload-faults]");
        faults.replaceChildren();
        for (const file of files) {
            const fault = this.faultOf(place, file);
            if (fault) this.tellFault(place, fault);
            else this.add(place, file);
        }
    }

    faultOf(place, file) {
        const { uploadKinds: kinds, uploadLargest: largest, uploadMost: most } = place.dataset;
        const ending = file.name.split(".").pop().toLowerCase().replace("jpeg", "jpg");
        const facts = { name: file.name, kinds: kinds.replaceAll(",", ", "), size: Math.floor(largest / 2 ** 20), most };
        if (!kinds.split(",").includes(ending)) return fill(this.texts.upload_kind, facts);
        if (!file.size) return fill(this.texts.upload_empty, facts);
        if (file.size > Number(largest)) return fill(this.texts.upload_large, facts);
        if (items(place).length >= Number(most) && !stoppedItem(place, file)) return fill(this.texts.upload_most, facts);
        return "";
    }

    add(place, file) {
        const item = stoppedItem(place, file) || this.newItem(place, file);
        const job = { place, file, item, offset: 0, id: item.dataset.uploadId || "", abort: new AbortController() };
        item.querySelector("button")?.remove();
        job.bar = document.createElement("progress");
        job.bar.max = file.size;
        job.bar.value = 0;
        job.bar.setAttribute("aria-label", file.name);
        item.append(job.bar, this.button(this.texts.cancel, fill(this.texts.cancel_name, file), () => this.cancel(job)));
        this.show(job, this.texts.upload_waiting);
        this.queue.push(job);
        this.start();
    }

    start() {
        this.running ||= this.run().finally(() => {
            this.running = null;
            if (this.areBusy) this.start();
        });
    }

    async run() {
        while (this.queue.length) {
            const [job] = this.queue;
            try {
                if (job.isCancelled) throw new Cancelled();
                await this.send(job);
            } catch (error) {
                if (error instanceof Refused) this.tellFault(job.place, error.message);
                else if (!(error instanceof Cancelled)) throw error;
                job.item.remove();
            } finally {
                this.queue.shift();
            }
        }
    }

    async send(job) {
        const fingerprint = await this.read(job, fingerprintOf(job.file));
        for (let failures = 0; ;) {
            try {
                if (!job.isBegun) await this.begin(job, fingerprint);
                else if (failures) await this.look(job);
                while (!job.isComplete) {
                    await this.sendPiece(job);
                    failures = 0;
                }
                this.finished(job);
                return;
            } catch (error) {
                if (!(error instanceof TypeError || error instanceof Later)) throw error;
                if (job.isCancelled) throw new Cancelled();
                failures += 1;
                this.piece = Math.max(SMALLEST, this.piece / 2);
                const reason = error instanceof Later ? error.message : "";
                this.show(job, reason || fill(this.texts.upload_retry, { share: shareOf(job) }));
                await this.pause(error.wait || Math.min(SLOWEST, 500 * 2 ** failures), job);
            }
        }
    }

    async begin(job, fingerprint) {
        const token = await this.draft.begun();
        const said = await this.ask(job, "POST", "", {
            body: JSON.stringify({
                component: job.place.dataset.upload,
                filename: job.file.name,
                size: job.file.size,
                fingerprint,
                token,
            }),
            headers: { "Content-Type": "application/json" },
        });
        if (job.id && job.id !== said.id) {
            // The one that had stopped was another file of that name.
            this.ask(job, "DELETE", job.id).catch(() => {});
        }
        if (job.isCancelled) {
            const headers = { "Draft-Token": this.draft.token };
            await send(`${this.url}/${said.id}`, { method: "DELETE", headers }, TIMEOUT).catch(() => {});
            throw new Cancelled();
        }
        job.id = said.id;
        job.item.dataset.uploadId = said.id;
        job.isBegun = true;
        this.take(job, said);
    }

    async look(job) {
        this.take(job, await this.ask(job, "GET", job.id));
    }

    async sendPiece(job) {
        const piece = await this.read(job, job.file.slice(job.offset, job.offset + this.piece).arrayBuffer());
        const isLast = job.offset + piece.byteLength >= job.file.size;
        this.show(job, isLast ? this.texts.upload_checking : fill(this.texts.upload_sending, { share: shareOf(job) }));
        const began = performance.now();
        this.take(job, await this.ask(job, "PATCH", job.id, {
            body: piece,
            headers: { "Content-Type": "application/octet-stream", "Upload-Offset": String(job.offset) },
        }));
        if (performance.now() - began < QUICK) this.piece = Math.min(LARGEST, this.piece * 2);
    }

    take(job, said) {
        job.offset = said.offset;
        job.isComplete = said.complete;
        job.verdict = said.verdict;
        job.bar.value = said.offset;
    }

    // The answer's JSON; raises Later for what may be tried again, Refused for what may not.
    async ask(job, method, id, options = {}) {
        let answer;
        try {
            answer = await send(id ? `${this.url}/${id}` : this.url, {
                ...options, method, headers: { ...options.headers, "Draft-Token": this.draft.token },
            // What makes an upload is not broken off: nobody would know what is to be removed.
            }, TIMEOUT, method === "POST" ? undefined : job.abort.signal);
        } catch (error) {
            if (job.isCancelled) throw new Cancelled();
            throw error;
        }
        let said = {};
        try {
            said = await answer.json();
        } catch {
            if (answer.ok) throw new TypeError("The answer was cut off.");
        }
        if (answer.ok) return said;
        const type = said.error?.type;
        if (type === "offset") return { offset: said.offset, complete: false };
        if (type === "not_found" || type === "gone") {
            // Removed elsewhere, or the whole draft was: from the beginning.
            job.isBegun = false;
            job.id = "";
            if (type === "gone") this.draft.lost();
            throw new Later("", 0);
        }
        if (answer.status === 429 || answer.status >= 500) {
            throw new Later(said.error?.message || "", Number(answer.headers.get("Retry-After")) * 1000);
        }
        throw new Refused(said.error?.message || String(answer.status));
    }

    // What is read from the device: a file may have been moved or changed since it was chosen.
    async read(job, reading) {
        try {
            return await reading;
        } catch {
            throw new Refused(fill(this.texts.upload_unreadable, job.file));
        }
    }

    pause(milliseconds, job) {
        return new Promise((resolve) => {
            const timer = setTimeout(resolve, milliseconds);
            this.wake = () => { clearTimeout(timer); resolve(); };
            job.abort.signal.addEventListener("abort", this.wake, { once: true });
        });
    }

    cancel(job) {
        job.isCancelled = true;
        job.abort.abort();
        if (job.id) this.remove(job.place, job.item, job.file.name);
        else job.item.remove();
    }

    finished(job) {
        job.bar.remove();
        job.item.querySelector("button")?.remove();
        job.item.dataset.uploadComplete = "yes";
        this.show(job, this.arrivedAs(job));
        this.offerRemoval(job.place, job.item);
        this.draft.say(fill(this.texts.arrived, job.file));
        // What the server said about the missing file.
        const input = job.place.querySelector("input[type=file]");
        input.removeAttribute("aria-invalid");
        const error = document.getElementById(`${input.id}-error`);
        if (error) error.hidden = true;
    }

    // A list that the server rendered, or that we made, gets a button instead of a tick.
    offerRemoval(place, item) {
        item.querySelector("[data-upload-remove]")?.remove();
        const name = item.dataset.uploadName;
        item.append(this.button(this.texts.remove, fill(this.texts.remove_name, { name }), () => {
            this.remove(place, item, name);
        }));
    }

    async remove(place, item, name) {
        try {
            const answer = await send(`${this.url}/${item.dataset.uploadId}`, {
                method: "DELETE", headers: { "Draft-Token": this.draft.token },
            }, TIMEOUT);
            if (!answer.ok && answer.status !== 404 && answer.status !== 410) {
                const said = await answer.json().catch(() => ({}));
                this.tellFault(place, said.error?.message || String(answer.status));
                return;
            }
        } catch {
            this.tellFault(place, this.texts.offline);
            return;
        }
        item.remove();
        this.draft.say(fill(this.texts.removed, { name }));
        place.querySelector("input[type=file]").focus();
    }

    // After the draft was changed elsewhere: its uploads as they are now.
    async refresh() {
        if (!this.draft.token || this.areBusy) return;
        const answer = await send(this.url, { headers: { "Draft-Token": this.draft.token } }, TIMEOUT).catch(() => null);
        if (!answer?.ok) return;
        const { uploads } = await answer.json();
        for (const place of this.form.querySelectorAll("[data-upload]")) {
            for (const item of items(place)) item.remove();
            for (const upload of uploads.filter((each) => each.component === place.dataset.upload)) {
                const item = this.newItem(place, { name: upload.filename, size: upload.size });
                item.dataset.uploadId = upload.id;
                item.dataset.uploadComplete = upload.complete ? "yes" : "no";
                const share = Math.floor(100 * upload.offset / upload.size);
                const stopped = fill(this.texts.upload_stopped, { share });
                stateOf(item).textContent = upload.complete ? this.arrivedAs(upload) : stopped;
                this.offerRemoval(place, item);
            }
        }
    }

    arrivedAs({ verdict }) {
        return verdict === "waiting" ? this.texts.upload_scan : this.texts.upload_done;
    }

    newItem(place, file) {
        const [name, size] = [file.name.normalize("NFC"), file.size];
        const item = document.createElement("li");
        item.dataset.uploadName = name;
        item.dataset.uploadComplete = "no";
        for (const [kind, text] of [["name", name], ["size", shownSize(size)], ["state", ""]]) {
            const part = document.createElement("span");
            part.className = `hcc-upload-${kind}`;
            part.textContent = text;
            item.append(part, " ");
        }
        place.querySelector("[data-upload-list]").append(item);
        return item;
    }

    button(text, label, action) {
        const button = document.createElement("button");
        button.type = "button";
        button.className = "btn btn-sm btn-outline-secondary";
        button.textContent = text;
        button.setAttribute("aria-label", label);
        button.addEventListener("click", action);
        return button;
    }

    show(job, message) {
        stateOf(job.item).textContent = message;
    }

    tellFault(place, message) {
        const line = document.createElement("p");
        line.textContent = message;
        place.querySelector("[data-upload-faults]").append(line);
    }
}

function items(place) {
    return [...place.querySelectorAll("[data-upload-name]")];
}

// An upload of an earlier page that a file can go on with.
function stoppedItem(place, file) {
    return items(place).find((item) => item.dataset.uploadComplete === "no"
        && item.dataset.uploadName === file.name.normalize("NFC") && !item.querySelector("progress"));
}

function stateOf(item) {
    return item.querySelector(".hcc-upload-state");
}

function shareOf(job) {
    return Math.floor(100 * job.offset / job.file.size);
}

function shownSize(size) {
    const language = document.documentElement.lang || "vi";
    if (size < 2 ** 20) return `${Math.max(1, Math.round(size / 1024))} KB`;
    return `${(size / 2 ** 20).toLocaleString(language, { maximumFractionDigits: 1 })} MB`;
}

// Name and size alone would let two photographs of one camera become one broken file.
async function fingerprintOf(file) {
    const parts = [file.slice(0, SAMPLE), file.slice(Math.max(0, file.size - SAMPLE))];
    let [one, other] = [0xdeadbeef ^ file.size, 0x41c6ce57 ^ file.size];
    for (const part of parts) {
        for (const byte of new Uint8Array(await part.arrayBuffer())) {
            one = Math.imul(one ^ byte, 2654435761);
            other = Math.imul(other ^ byte, 1597334677);
        }
    }
    return `${file.lastModified}-${(one >>> 0).toString(16)}${(other >>> 0).toString(16)}`;
}

// Keeps what is typed into a form: on the server a moment after typing, and in the browser until the server has it.
//
// The form says where its draft is (data-draft-url, data-uploads-url, data-draft-revision, hidden input `draft`); texts
// stand in #hcc-draft-texts. Rows that have to be added before values can be put back listen to the event `hcc:restore`
// on the form, whose detail.values are the values by name.

import { Uploads } from "./uploads.js";
import { readTexts, send } from "./talk.js";

const QUIET = 1000; // milliseconds without typing before it is saved
const SLOWEST = 30 * 1000; // milliseconds between two attempts at most
const TIMEOUT = 30 * 1000;
const PATIENCE = 8 * 1000; // that sending the form waits for the last saving
const BEACON = 60 * 1000; // bytes that a browser sends after a page is gone
const KEEP = 30 * 24 * 3600 * 1000;
const LOCAL = "hcc-draft:";
// As the server leaves them out.
const SKIPPED = /^_|^(draft|draft_revision|form_key|homepage|challenge(-shown)?)$|password|passwd|otp|buttons/i;
const FIELDS = "input[name], select[name], textarea[name]";
const PRESSED = new Set(["button", "submit", "reset", "image", "file", "password"]);

class DraftForm {
    constructor(form) {
        this.form = form;
        this.url = form.dataset.draftUrl;
        this.texts = readTexts();
        this.status = form.querySelector("[data-draft-status]") || form.insertBefore(statusLine(), form.firstChild);
        this.status.tabIndex = -1;
        this.choices = document.createElement("div");
        this.choices.className = "hcc-draft-choices";
        const box = document.createElement("div");
        box.className = "hcc-draft-state";
        this.status.before(box);
        box.append(this.status, this.choices);
        this.tokenInput = form.elements.draft;
        this.revision = Number(form.dataset.draftRevision) || 0;
        this.tab = randomName();
        this.sequence = 0;
        this.changes = 0; // counted, to know whether something came after a saving began
        this.savedChanges = 0;
        this.failures = 0;
        this.isSubmitting = false;
        this.isOver = false; // filed, or waiting for somebody's choice
        this.path = new URL(this.url, location.href).pathname;
        this.localKey = `${LOCAL}${this.path}:${this.tab}`;
        this.seen = JSON.stringify(this.values());
        this.uploads = new Uploads(form, this.texts, this);
        this.listen();
        sweep();
        this.recover();
        this.lookBack();
    }

    get token() {
        return this.tokenInput.value;
    }

    get isDirty() {
        return this.changes > this.savedChanges;
    }

    listen() {
        for (const type of ["input", "change"]) {
            this.form.addEventListener(type, (event) => {
                if (!this.isRestoring && isKept(event.target)) this.changed();
            });
        }
        // Rows that were added or removed by a script.
        this.form.addEventListener("hcc:changed", () => this.changed());
        window.addEventListener("online", () => this.saveSoon(0));
        window.addEventListener("pagehide", () => this.saveAtLast());
        document.addEventListener("visibilitychange", () => document.hidden && this.saveAtLast());
        window.addEventListener("pageshow", (event) => event.persisted && this.cameBack());
        // After all other scripts: what they stop is not sent.
        window.addEventListener("submit", (event) => event.target === this.form && this.submitted(event));
    }

    changed() {
        const values = JSON.stringify(this.values());
        if (values === this.seen) return;
        this.seen = values;
        this.changes += 1;
        this.keepLocally();
        this.saveSoon(QUIET);
    }

    // --- the server's copy

    saveSoon(delay) {
        clearTimeout(this.timer);
        if (this.isDirty && !this.isOver) this.timer = setTimeout(() => this.save(), delay);
    }

    // Resolves when the present saving, if any, is done, and the form's state is on the server or known not to be.
    async save() {
        while (this.saving) await this.saving;
        if (!this.isDirty || this.isOver) return;
        this.saving = this.saveOnce().finally(() => { this.saving = null; });
        await this.saving;
        if (this.isDirty && !this.failures) this.saveSoon(QUIET);
    }

    async saveOnce() {
        const changes = this.changes;
        this.isOffline = false;
        try {
            const answer = await send(this.url, {
                method: "POST", body: this.body(), headers: { "Content-Type": "application/json" },
            }, TIMEOUT);
            await this.answered(answer, await readJson(answer), changes);
        } catch (error) {
            if (!(error instanceof TypeError)) throw error;
            this.isOffline = true;
            this.failed(this.texts.offline);
        }
    }

    // The token, of a draft that is begun if need be; raises TypeError if that can't be done now.
    async begun() {
        if (!this.token) {
            this.changes += 1;
            await this.save();
        }
        if (!this.token) throw new TypeError("There is no draft.");
        return this.token;
    }

    body() {
        this.sequence += 1;
        return JSON.stringify({
            token: this.token,
            values: this.values(),
            revision: this.revision,
            tab: this.tab,
            sequence: this.sequence,
        });
    }

    async answered(answer, said, changes) {
        if (answer.ok) {
            this.failures = 0;
            this.savedChanges = changes;
            this.know(said);
            if (!this.isDirty) this.forgetLocally();
            this.say(said.message);
            if (said.signed_out) this.offer([[this.texts.sign_in, this.texts.sign_in_url]]);
            else this.offer([]);
            return;
        }
        const type = said.error?.type;
        if (type === "changed") this.conflict(said);
        else if (type === "filed") this.filed(said);
        else if (type === "gone" && this.token) {
            this.lost();
            await this.saveOnce();
        } else if (answer.status === 413 || (answer.status < 500 && answer.status !== 429)) {
            // To send the same again would not help.
            this.savedChanges = changes;
            this.say(`${said.error?.message || answer.status} ${this.texts.kept}`);
        } else {
            const wait = Number(answer.headers.get("Retry-After")) * 1000;
            this.failed(said.error ? `${said.error.message} ${this.texts.kept}` : this.texts.offline, wait);
        }
    }

    // The draft was discarded elsewhere, or has ended: what is on the screen becomes a new one.
    lost() {
        this.tokenInput.value = "";
        this.revision = 0;
    }

    failed(message, wait = 0) {
        this.failures += 1;
        this.say(message);
        this.saveSoon(wait || Math.min(SLOWEST, QUIET * 2 ** this.failures));
    }

    // When the page goes away: the answer will not be read, so the browser's copy stays until it is compared.
    saveAtLast() {
        if (!this.isDirty || this.isOver || this.isSubmitting) return;
        const body = this.body();
        if (new Blob([body]).size > BEACON) return;
        fetch(this.url, {
            method: "POST", body, keepalive: true, headers: { "Content-Type": "application/json" },
        }).catch(() => {});
        if (!document.hidden) return;
        // It may be shown again.
        this.saveSoon(QUIET);
    }

    // What the server said about the draft.
    know({ token, revision }) {
        if (token) this.tokenInput.value = token;
        if (revision !== undefined) this.revision = revision;
        const link = this.form.querySelector("[data-draft-discard-link]");
        if (link) link.hidden = !this.token;
    }

    // --- somebody else's change, and what was filed

    conflict(said) {
        if (said.signed_out) {
            this.say(this.texts.kept);
            this.offer([[this.texts.sign_in, this.texts.sign_in_url]]);
            return;
        }
        this.isOver = true;
        this.say(this.texts.changed);
        this.offer([
            [this.texts.theirs, () => {
                this.know(said);
                this.restore(said.changed);
                this.savedChanges = this.changes;
                this.forgetLocally();
                this.goOn("");
            }],
            [this.texts.mine, () => {
                this.know(said);
                this.changes += 1;
                this.goOn(this.texts.saving);
                this.save();
            }],
        ]);
    }

    goOn(message) {
        this.isOver = false;
        this.offer([]);
        this.say(message);
        this.uploads.refresh();
    }

    filed(said) {
        this.isOver = true;
        this.forgetLocally();
        this.say(said.error.message);
        this.offer([[this.texts.follow, this.texts.tracking_url], [this.texts.new, this.form.action]]);
        for (const button of submitButtons(this.form)) button.disabled = true;
    }

    // Back from the next page, as it was left: it may have been filed, or gone on with elsewhere, since.
    async cameBack() {
        this.isSubmitting = false;
        for (const button of submitButtons(this.form)) button.disabled = false;
        if (!this.token) return;
        const [answer, said] = await this.ask();
        if (said.error?.type === "filed") this.filed(said);
        else if (answer?.ok && said.revision !== this.revision) this.compare(said);
    }

    // The same, where the browser has asked for the page anew.
    async lookBack() {
        const [visit] = performance.getEntriesByType("navigation");
        const sent = session("getItem", this.path);
        if (visit?.type !== "back_forward" || !sent || this.token) return;
        this.tokenInput.value = sent;
        const [, said] = await this.ask();
        this.tokenInput.value = "";
        if (said.error?.type === "filed" && !this.isDirty) this.filed(said);
    }

    compare(said) {
        if (same(said.values, this.values())) this.know(said);
        else this.conflict({ ...said, changed: said.values });
    }

    async ask() {
        try {
            const answer = await send(this.url, { headers: { "Draft-Token": this.token } }, TIMEOUT);
            return [answer, await readJson(answer)];
        } catch {
            return [null, {}];
        }
    }

    // --- the browser's copy

    keepLocally() {
        store(this.localKey, {
            values: this.values(), revision: this.revision, token: this.token, at: Date.now(),
        });
    }

    forgetLocally() {
        remove(this.localKey);
    }

    // What an earlier page of this form could not send: closed, crashed, or without a connection.
    async recover() {
        const prefix = this.localKey.slice(0, -this.tab.length);
        const copies = localCopies(prefix).sort((one, other) => other.copy.at - one.copy.at);
        if (!copies.length) return;
        const { copy } = copies[0];
        const shown = this.token;
        this.tokenInput.value = shown || copy.token;
        const [answer, said] = this.token ? await this.ask() : [null, {}];
        if (!answer?.ok) this.tokenInput.value = shown;
        if (said.signed_out) {
            // Not for whoever sits here now.
            this.offer([[this.texts.sign_in, this.texts.sign_in_url]]);
            return;
        }
        // Typing has gone on meanwhile: there is another time.
        if (this.isDirty) return;
        for (const { key } of copies) remove(key);
        const isKnown = said.error?.type === "filed" || (answer?.ok && same(said.values, copy.values));
        if (isKnown || same(copy.values, this.values())) return;
        this.restore(copy.values);
        this.changes += 1;
        this.keepLocally();
        if (answer?.ok && said.revision !== copy.revision) {
            // Gone on with elsewhere.
            this.conflict({ ...said, changed: said.values });
            return;
        }
        if (answer?.ok) this.know(said);
        this.say(this.texts.restored);
        this.saveSoon(0);
    }

    // --- sending

    async submitted(event) {
        if (event.defaultPrevented) return;
        if (this.isSubmitting) {
            event.preventDefault();
            return;
        }
        if (this.mayPass) {
            // What is under way now is the form itself.
            this.isSubmitting = true;
            this.say(this.texts.filing);
            session("setItem", this.path, this.token);
            // A moment later: a disabled button's name would not be sent.
            setTimeout(() => { for (const button of submitButtons(this.form)) button.disabled = true; });
            return;
        }
        if (!this.form.requestSubmit) return;
        event.preventDefault();
        if (this.isSettling) return;
        this.isSettling = true;
        try {
            await this.settled();
            // A form takes no second submit while it is still at the first.
            await new Promise((resolve) => setTimeout(resolve));
        } finally {
            this.isSettling = false;
        }
        if (this.isOver || this.isOffline || navigator.onLine === false) {
            if (!this.isOver) this.say(`${this.texts.offline} ${this.texts.again}`);
            this.status.focus();
            return;
        }
        this.mayPass = true;
        this.form.requestSubmit(event.submitter);
        this.mayPass = false;
    }

    // Resolves when files have arrived and what was typed is on the server, or can't be got there now.
    async settled() {
        if (this.uploads.areBusy) this.say(this.texts.filing_waits);
        await this.uploads.settled();
        clearTimeout(this.timer);
        await Promise.race([this.save(), new Promise((resolve) => setTimeout(resolve, PATIENCE))]);
    }

    // --- values

    values() {
        const found = {};
        for (const field of this.form.querySelectorAll(FIELDS)) {
            if (!isKept(field)) continue;
            const [name, isList] = bare(field.name);
            for (const value of valuesOf(field)) {
                if (isList) (found[name] ||= []).push(value);
                else if (name in found) found[name] = [].concat(found[name], value);
                else found[name] = value;
            }
        }
        return found;
    }

    restore(values) {
        this.isRestoring = true;
        this.form.dispatchEvent(new CustomEvent("hcc:restore", { detail: { values } }));
        const places = {};
        for (const field of this.form.querySelectorAll(FIELDS)) {
            if (!isKept(field)) continue;
            const [name] = bare(field.name);
            const wanted = name in values ? [].concat(values[name]) : [];
            if (!put(field, wanted, (places[name] ??= 0))) continue;
            if (!isTicked(field)) places[name] += 1;
            for (const type of ["input", "change"]) field.dispatchEvent(new Event(type, { bubbles: true }));
        }
        this.isRestoring = false;
        this.seen = JSON.stringify(this.values());
    }

    // --- telling

    say(message) {
        if (this.status.textContent !== message) this.status.textContent = message;
    }

    // Offers choices under the status: text and address or function.
    offer(choices) {
        this.choices.replaceChildren(...choices.map(([text, action]) => {
            const isLink = typeof action === "string";
            const element = document.createElement(isLink ? "a" : "button");
            element.textContent = text;
            element.className = "btn btn-secondary btn-sm";
            if (isLink) element.href = action;
            else {
                element.type = "button";
                element.addEventListener("click", () => { action(); this.status.focus(); });
            }
            return element;
        }));
    }
}

function statusLine() {
    const line = document.createElement("p");
    line.dataset.draftStatus = "";
    line.setAttribute("aria-live", "polite");
    return line;
}

function isKept(field) {
    return Boolean(field.name) && !PRESSED.has(field.type) && !SKIPPED.test(field.name) && !field.closest("[data-upload]");
}

function isTicked(field) {
    return field.type === "checkbox" || field.type === "radio";
}

function bare(name) {
    const plain = name.replace(/:(list|tuple)$/, "");
    return [plain, plain !== name];
}

function valuesOf(field) {
    if (isTicked(field)) return field.checked ? [field.value] : [];
    if (field.multiple && field.options) return [...field.selectedOptions].map((option) => option.value);
    return [field.value];
}

// Puts what is wanted into a field; says whether that changed it.
function put(field, wanted, place) {
    if (isTicked(field)) {
        const before = field.checked;
        field.checked = wanted.includes(field.value);
        return before !== field.checked;
    }
    if (field.multiple && field.options) {
        for (const option of field.options) option.selected = wanted.includes(option.value);
        return true;
    }
    // Nobody empties those: a form that has changed since has a new one.
    if (wanted[place] === undefined && (field.type === "hidden" || field.options)) return true;
    field.value = wanted[place] ?? "";
    return true;
}

function same(one, other) {
    const plain = (values) => JSON.stringify(
        Object.entries(values || {})
            .filter(([, value]) => value !== "" && !(Array.isArray(value) && !value.some(Boolean)))
            .sort(([a], [b]) => (a < b ? -1 : 1)),
    ).replace(/\\r\\n/g, "\\n");
    return plain(one) === plain(other);
}

function submitButtons(form) {
    return [...form.elements].filter((element) => element.type === "submit");
}

async function readJson(answer) {
    try {
        return await answer.json();
    } catch {
        return {};
    }
}

function randomName() {
    return [...crypto.getRandomValues(new Uint8Array(12))].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}

// A browser may allow no storage, or have none left: then there is the server's copy alone.

function session(act, path, value) {
    try {
        return sessionStorage[act](`${LOCAL}${path}`, value);
    } catch {
        return null;
    }
}

function store(key, value) {
    try {
        localStorage.setItem(key, JSON.stringify(value));
    } catch { /* see above */ }
}

function remove(key) {
    try {
        localStorage.removeItem(key);
    } catch { /* see above */ }
}

function localCopies(prefix) {
    const found = [];
    try {
        for (const key of Object.keys(localStorage).filter((each) => each.startsWith(prefix))) {
            const copy = JSON.parse(localStorage.getItem(key));
            if (copy?.values) found.push({ key, copy });
        }
    } catch { /* see above */ }
    return found;
}

// Old copies of all forms.
function sweep() {
    for (const { key, copy } of localCopies(LOCAL)) if (Date.now() - copy.at > KEEP) remove(key);
}

export function forgetAll() {
    for (const { key } of localCopies(LOCAL)) remove(key);
}

document.querySelectorAll("form[data-draft-url]").forEach((form) => new DraftForm(form));
// A draft that is deleted leaves nothing behind here either.
document.querySelectorAll("form[data-draft-discard]").forEach((form) => form.addEventListener("submit", forgetAll));

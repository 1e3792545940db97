/**
 * Asks Python what is wrong with the prompts of one tab, after a pause in typing.
 *
 * Only the newest question's answer counts. A busy or missing server is no news: what was known
 * stays, and the next change asks again.
 */
(() => {
    "use strict";

    window.Animagine = window.Animagine || /** @type {any} */ ({});
    const Animagine = window.Animagine;

    const PAUSE = 450;
    const GIVE_UP = 10000;
    /** Longer texts are not sent while typing, in characters; the route itself takes 256 KiB. */
    const LONGEST = 60000;

    class Checker {
        /** @param {(findings: Animagine.Finding[], texts: Record<string, string>) => void} answered */
        constructor(answered) {
            this.answered = answered;
            /** @type {Map<string, HTMLTextAreaElement | HTMLInputElement>} field → box */
            this.boxes = new Map();
            this.timer = 0;
            this.question = 0;
            /** @type {AbortController | null} */
            this.underway = null;
            this.last = "";
        }

        /** Something was typed: ask when it stops. */
        touch() {
            clearTimeout(this.timer);
            this.timer = setTimeout(() => this.ask(), PAUSE);
        }

        async ask() {
            const texts = this.texts();
            const body = JSON.stringify(texts);
            if (body === this.last || body.length > LONGEST) return;
            const question = ++this.question;
            this.underway?.abort();
            const controller = this.underway = new AbortController();
            const late = setTimeout(() => controller.abort(), GIVE_UP);
            try {
                const answer = await Animagine.http.json("check", {
                    method: "POST",
                    body,
                    headers: {"Content-Type": "application/json"},
                    signal: controller.signal,
                });
                if (question !== this.question) return;
                this.last = body;
                this.answered(answer.findings, texts);
            } catch (error) {
                if (question === this.question) this.last = ""; // ask again at the next change
            } finally {
                clearTimeout(late);
            }
        }

        /** @returns {Record<string, string>} */
        texts() {
            /** @type {Record<string, string>} */
            const texts = {prompt: ""};
            for (const [field, box] of this.boxes) {
                if (!box.isConnected) this.boxes.delete(field);
                else if (!field.startsWith("hr_") || box.value.trim() !== "") texts[field] = box.value;
            }
            return texts;
        }
    }

    Animagine.check = {Checker};
})();

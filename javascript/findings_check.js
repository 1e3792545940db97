/**
 * Asks Python what is wrong with the prompts of one tab, after a pause in typing.
 *
 * Only the newest question's answer counts. Where there is none, it is told why, and the next change
 * asks again.
 */
(() => {
    "use strict";

    const {say} = Animagine.words;

    const PAUSE = 450;
    const GIVE_UP = 10000;
    const GIVE_UP_AT_LAST = 60000;
    /** Longer texts are sent only where somebody insists, in characters; the route takes 256 KiB. */
    const LONGEST = 60000;

    class Checker {
        /**
         * @param {Animagine.Checked} answered
         * @param {(why: string) => void} failed
         */
        constructor(answered, failed) {
            this.answered = answered;
            this.failed = failed;
            /** @type {Map<string, HTMLTextAreaElement | HTMLInputElement>} field → box */
            this.boxes = new Map();
            this.timer = 0;
            this.question = 0;
            /** @type {AbortController | null} */
            this.underway = null;
            this.last = "";
            /** @type {{from?: string}} how the texts are to be read, where not as the host reads them */
            this.read = {};
        }

        /** Something was typed: ask when it stops. */
        touch() {
            clearTimeout(this.timer);
            this.timer = setTimeout(() => this.ask(), PAUSE);
        }

        /** @param {boolean} insist however long the text is, and however long the answer takes */
        async ask(insist = false) {
            const texts = this.texts();
            const body = JSON.stringify({...texts, ...this.read, ...Animagine.quiet.asked()});
            if (body === this.last) return;
            const question = ++this.question;
            this.underway?.abort();
            this.last = "";
            if (body.length > LONGEST && !insist) return this.failed(say("the text is too long to be sent at each pause"));
            const controller = this.underway = new AbortController();
            try {
                const answer = await Animagine.http.post("check", body, controller, insist ? GIVE_UP_AT_LAST : GIVE_UP);
                if (question !== this.question) return;
                this.last = body;
                this.answered(answer.findings, texts, answer.report || Animagine.list.NOTHING);
            } catch (error) {
                if (question === this.question) this.failed(error instanceof Error ? error.message : String(error));
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

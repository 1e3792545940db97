/**
 * What will be sent, shown while somebody types: asks the server soon after the last key, and lets go
 * of old answers. Without an answer it says why, and asks again after a while. Nothing here waits for
 * anything.
 */
(() => {
    "use strict";

    const {say} = Animagine.words;

    const PAUSE = 40;
    const GIVE_UP = 4000;
    const GIVE_UP_AT_LAST = 60000;
    /** What a press changes stands in its control after this time, in milliseconds. */
    const PRESSED = 60;
    const RETRY_AFTER = 8000;
    const LONGEST = 60000;
    const MEASURE = "animagine-preview";

    /** @type {Map<Element, Preview>} */
    const previews = new Map();

    class Preview {
        /** @param {HTMLElement} place */
        constructor(place) {
            this.place = place;
            this.tab = place.dataset.tab || "";
            const options = (place.dataset.options || "").split(" ").filter(Boolean);
            this.controls = new Animagine.previewControls.Controls(this.tab, place.dataset.boxes || "", options);
            this.timer = 0;
            this.question = 0;
            /** @type {AbortController | null} */
            this.underway = null;
            this.asked = "";
            /** What is being asked: once, however long the answer takes. */
            this.asking = "";
            this.failed = {body: "", at: 0};
            this.typedAt = 0;
            this.view = new Animagine.previewView.PreviewView(place, this.header(), {
                fix: (finding, fix) => this.fix(finding, fix),
                all: (which, meant) => this.fixAll(which, meant),
                pick: (finding) => this.pick(finding),
                quiet: (...told) => this.hush(...told),
                retry: () => this.ask(true),
                apply: () => this.apply(),
            });
            /** @type {Animagine.Asked | null} */
            this.shown = null;
            /** @type {Animagine.Answer | null} */
            this.answer = null;
            /** @type {Animagine.Follower | null} shows at the boxes what the same answer says of them */
            this.follower = null;
        }

        /** @param {Animagine.Follower} follower is told of the latest answer, and of every further one */
        follow(follower) {
            this.follower = follower;
            if (this.shown && this.answer) follower.answered(this.answer.findings, texts(this.shown), this.answer.report);
        }

        /** The accordion's own line, where it is in one. */
        header() {
            return /** @type {HTMLElement | null} */ (document.querySelector(`#${this.tab}.gradio-accordion > .label-wrap, #${this.tab} > .label-wrap`));
        }

        touch() {
            this.typedAt = performance.now();
            clearTimeout(this.timer);
            this.timer = setTimeout(() => this.ask(), PAUSE);
        }

        /** Ask if something is not as it was. */
        look() {
            const asked = this.controls.read();
            if (asked === null) return;
            const body = JSON.stringify(asked);
            if (body === this.asked || (body === this.failed.body && performance.now() - this.failed.at < RETRY_AFTER)) return;
            this.typedAt = performance.now();
            this.ask();
        }

        /** Ask although nothing was typed: the server stands otherwise. */
        again() {
            this.asked = this.asking = "";
            this.look();
        }

        /** @param {boolean} insist however long the text is, and however long the answer takes */
        async ask(insist = false) {
            const asked = this.controls.read();
            if (asked === null) return;
            const body = JSON.stringify(asked);
            if (body === this.asked || (body === this.asking && !insist)) return;
            const question = ++this.question;
            this.underway?.abort();
            this.asking = "";
            const off = switchedOff(asked);
            if (off) this.off(asked, off);
            if (off && !asked.items) return void (this.asked = body);
            if (body.length > LONGEST && !insist) return this.fail(body, say("the text is too long to be sent at each pause"));
            const from = this.typedAt;
            const controller = this.underway = new AbortController();
            this.asking = body;
            try {
                const answer = await Animagine.http.post("compile", body, controller, insist ? GIVE_UP_AT_LAST : GIVE_UP);
                if (question !== this.question) return;
                this.asking = "";
                this.asked = body;
                if (off) return Animagine.chips.answered(this.controls.boxes, asked.prompt, answer.items);
                this.show(asked, {...answer, findings: placed(asked, answer), report: answer.report || Animagine.list.NOTHING}, from);
            } catch (error) {
                if (question === this.question) this.fail(body, error instanceof Error ? error.message : String(error));
            }
        }

        /**
         * Nothing will be changed.
         *
         * @param {Animagine.Asked} asked
         * @param {string} why
         */
        off(asked, why) {
            this.follower?.answered([], texts(asked), Animagine.list.NOTHING);
            this.view.off(why);
        }

        /**
         * @param {string} body that was asked, or was to be
         * @param {string} why the end of a sentence
         */
        fail(body, why) {
            this.asked = this.asking = "";
            this.failed = {body, at: performance.now()};
            this.view.failed(why);
            this.follower?.failed(why);
        }

        /**
         * @param {Animagine.Asked} asked
         * @param {Animagine.Answer} answer
         * @param {number} from when it was typed
         */
        show(asked, answer, from) {
            this.shown = asked;
            this.answer = answer;
            this.view.show(asked, answer);
            Animagine.chips.answered(this.controls.boxes, asked.prompt, answer.items);
            this.follower?.answered(answer.findings, texts(asked), answer.report);
            performance.clearMeasures(MEASURE);
            performance.measure(MEASURE, {start: from, end: performance.now()});
        }

        /**
         * @param {Animagine.Finding} finding places in the browser's units
         * @param {Animagine.Fix} fix
         */
        fix(finding, fix) {
            const {field} = finding;
            const text = this.shown && texts(this.shown)[field];
            /** @type {Record<string, any>} */
            const values = {...fix.values};
            if (typeof values.negative_prompt === "string") {
                values.negative_prompt = Animagine.spans.appended(this.controls.box("negative_prompt")?.value ?? "", values.negative_prompt);
            }
            if (fix.edits.length) {
                if (text === undefined || this.controls.box(field)?.value !== text) return; // it has been typed on
                values[field] = Animagine.spans.edited(text, fix.edits);
            }
            if (Object.keys(values).length > 1) Animagine.undo.note(this.controls.boxes, "fix"); // of one, Ctrl+Z
            this.controls.put(values);
            this.touch();
        }

        /**
         * Have what is wrong put right by the server, all of it in one step.
         *
         * @param {Animagine.Which} which
         * @param {Animagine.Meant} [meant]
         */
        async fixAll(which, meant = {}) {
            const asked = this.controls.read();
            if (asked === null) return;
            const body = JSON.stringify(asked);
            const stands = () => JSON.stringify(this.controls.read()) === body;
            const said = await Animagine.fixing.ask(asked, which, meant, stands, (fixed) => {
                Animagine.undo.note(this.controls.boxes, "fixes");
                this.put(fixed);
            });
            this.view.say(said);
        }

        /** @param {Animagine.Finding} finding whose place is shown in its box */
        pick({field, start, end}) {
            const box = this.controls.box(field);
            if (!this.shown || !box || box.value !== texts(this.shown)[field]) return;
            box.focus();
            box.setSelectionRange(start, end);
        }

        /**
         * @param {string} code
         * @param {string} message
         * @param {boolean} is
         */
        hush(code, message, is) {
            this.view.say(Animagine.quiet.set(code, message, is));
            this.ask();
        }

        /** The compiled request into the boxes, as if it were typed, so that Ctrl+Z works. */
        apply() {
            const asked = this.controls.read();
            if (!asked || !this.answer || JSON.stringify(asked) !== JSON.stringify(this.shown)) return;
            Animagine.undo.note(this.controls.boxes, "apply");
            this.put(this.answer);
        }

        /** @param {Record<string, any>} values */
        put(values) {
            this.controls.put(values);
            this.touch();
        }
    }

    /** @param {Animagine.Asked} asked @returns {string} why nothing will be changed, or nothing */
    function switchedOff({options}) {
        if (options.enabled === false) return say("switched off: Enable is not ticked");
        return options.mode === "off" ? say("switched off: the mode is off") : "";
    }

    /**
     * @param {Animagine.Asked} asked
     * @returns {Record<string, string>} field → what was sent
     */
    function texts({prompt, negative_prompt, hr_prompt, hr_negative_prompt}) {
        const sent = {prompt, negative_prompt, hr_prompt, hr_negative_prompt};
        return /** @type {any} */ (Object.fromEntries(Object.entries(sent).filter(([, text]) => text !== undefined)));
    }

    /**
     * The findings with their places in what was typed: with styles they are those of the text with the styles.
     *
     * @param {Animagine.Asked} asked
     * @param {Animagine.Answer} answer
     * @returns {Animagine.Finding[]}
     */
    function placed(asked, answer) {
        if (!asked.styles) return answer.findings;
        return answer.findings.map((finding) => {
            const typed = texts(asked)[finding.field];
            const at = answer.typed_at?.[finding.field];
            const length = [...(typed ?? "")].length;
            const inside = (/** @type {{start: number, end: number}} */ {start, end}) => at !== undefined && start >= at && end <= at + length;
            if (at === undefined || !inside(finding)) return {...finding, start: 0, end: 0, fixes: finding.fixes.filter((fix) => !fix.edits.length)};
            const fixes = finding.fixes.filter((fix) => fix.edits.every(inside)).map((fix) => ({...fix, edits: fix.edits.map((edit) => ({...edit, start: edit.start - at, end: edit.end - at}))}));
            return {...finding, start: finding.start - at, end: finding.end - at, fixes};
        });
    }

    /** Take in previews that have appeared. */
    function scan() {
        for (const place of document.querySelectorAll(".animagine-preview")) {
            if (!previews.has(place)) previews.set(place, new Preview(/** @type {HTMLElement} */ (place)));
        }
        for (const place of previews.keys()) if (!place.isConnected) previews.delete(place);
    }

    /** @param {Event} event */
    function typed({target}) {
        for (const preview of previews.values()) {
            if (!(target instanceof Element) || !preview.controls.holds(target)) continue;
            if (!Animagine.writing.isWorking()) preview.view.say(""); // what a press did is not of this text
            preview.touch();
        }
    }

    function pressed() {
        setTimeout(() => previews.forEach((preview) => preview.look()), PRESSED);
    }

    function look() {
        const seen = [...previews.values()].filter((preview) => preview.controls.isSeen());
        seen.forEach((preview) => preview.look());
        if (seen.length) Animagine.standing.look(() => previews.forEach((preview) => preview.again()));
    }

    Animagine.preview = {scan, typed, pressed, look, all: () => [...previews.values()]};
})();

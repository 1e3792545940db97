/**
 * What will be sent, shown while somebody types: asks the server soon after the last key, and lets go
 * of old answers. Without an answer it says why, and asks again after a while. Nothing here waits for
 * anything.
 */
(() => {
    "use strict";

    const {say} = Animagine.words;
    const {replace, set} = Animagine.writing;

    const PAUSE = 40;
    const GIVE_UP = 4000;
    const GIVE_UP_AT_LAST = 60000;
    /** What a press changes stands in its control after this time, in milliseconds. */
    const PRESSED = 60;
    const RETRY_AFTER = 8000;
    const LONGEST = 60000;
    const MEASURE = "animagine-preview";
    const BOXES = {prompt: "prompt", negative_prompt: "neg_prompt"};
    /** Of the second pass, where the host has one: there is one tab that has. */
    const HIRES_TAB = "txt2img";
    const HIRES_ON = "txt2img_hr-checkbox";
    const HIRES_BOXES = {hr_prompt: "hires_prompt", hr_negative_prompt: "hires_neg_prompt"};
    const HIRES_SWITCH = "txt2img_hr-visible-checkbox";
    const HIRES_NUMBERS = {scale: "hr_scale", width: "hr_resize_x", height: "hr_resize_y"};
    /** The host's setting with which width and height are those of the second pass: they stay. */
    const HIRES_OLD = "use_old_hires_fix_width_height";
    const SAMPLER = "sampler_name";
    /** Forge Couple's accordion, by tab. @type {Record<string, string>} */
    const COUPLES = {txt2img: "forge_couple_t2i", img2img: "forge_couple_i2i"};
    const NUMBERS = {width: "width", height: "height", steps: "steps", cfg_scale: "cfg_scale"};

    /** @type {Map<Element, Preview>} */
    const previews = new Map();

    class Preview {
        /** @param {HTMLElement} place */
        constructor(place) {
            this.place = place;
            this.tab = place.dataset.tab || "";
            this.boxes = place.dataset.boxes || "";
            this.names = (place.dataset.options || "").split(" ").filter(Boolean);
            this.timer = 0;
            this.question = 0;
            /** @type {AbortController | null} */
            this.underway = null;
            this.asked = "";
            this.failed = {body: "", at: 0};
            this.typedAt = 0;
            this.view = new Animagine.previewView.PreviewView(place, this.header(), {
                fix: (finding, fix) => this.fix(finding, fix),
                retry: () => this.ask(true),
                apply: () => this.apply(),
                undo: () => this.undo(),
            });
            /** @type {Animagine.Asked | null} */
            this.shown = null;
            /** @type {Animagine.Answer | null} */
            this.answer = null;
            /** @type {Animagine.Asked | null} what Apply replaced */
            this.replaced = null;
            /** @type {Animagine.Follower | null} shows at the boxes what the same answer says of them */
            this.follower = null;
        }

        /** @param {Animagine.Follower} follower is told of the latest answer, and of every further one */
        follow(follower) {
            this.follower = follower;
            if (this.shown && this.answer) follower.answered(this.answer.findings, texts(this.shown), this.answer.findings_left_out || {});
        }

        /** The accordion's own line, where it is in one. */
        header() {
            return /** @type {HTMLElement | null} */ (document.querySelector(`#${this.tab}.gradio-accordion > .label-wrap, #${this.tab} > .label-wrap`));
        }

        /** @param {keyof typeof BOXES} field */
        box(field) {
            return /** @type {HTMLTextAreaElement | null} */ (document.querySelector(`#${this.boxes}_${BOXES[field]} textarea`));
        }

        /** @param {string} name */
        number(name) {
            return /** @type {HTMLInputElement | null} */ (document.querySelector(`#${this.boxes}_${name} input[type=number]`));
        }

        /**
         * What is set; 0 is what a number that is not used stands at.
         *
         * @param {Record<string, string>} names field → the name of its control
         */
        numbers(names) {
            /** @type {Record<string, number>} */
            const found = {};
            for (const [field, name] of Object.entries(names)) {
                const value = Number(this.number(name)?.value);
                if (Number.isFinite(value) && value >= 1) found[field] = value;
            }
            return found;
        }

        /** Are its boxes on the screen? */
        isSeen() {
            const prompt = this.box("prompt");
            return prompt !== null && prompt.offsetParent !== null;
        }

        /** @returns {Animagine.Asked | null} null where the boxes are not on the screen */
        read() {
            const prompt = this.box("prompt");
            if (prompt === null || !this.isSeen()) return null;
            /** @type {any} */
            const asked = {prompt: prompt.value, negative_prompt: this.box("negative_prompt")?.value ?? "", options: this.options()};
            const hiresOn = this.boxes === HIRES_TAB && control(HIRES_ON) === true;
            Object.assign(asked, this.numbers(NUMBERS));
            if (hiresOn && hostOption(HIRES_OLD)) delete asked.width, delete asked.height;
            else if (hiresOn) asked.hires = this.numbers(HIRES_NUMBERS);
            const sampler = control(`${this.boxes}_sampling`);
            if (typeof sampler === "string" && sampler) asked.sampler_name = sampler;
            const styles = Animagine.controls.several(`${this.boxes}_styles`);
            if (styles.length) asked.styles = styles;
            if (hiresOn) Object.assign(asked, hires());
            if (this.boxes === "img2img") asked.img2img = true;
            if (linesAreRegions(this.boxes)) asked.lines_are_regions = true;
            return asked;
        }

        options() {
            /** @type {Record<string, unknown>} */
            const options = {};
            for (const name of this.names) {
                const value = control(`${this.tab}_${name}`);
                if (value === undefined) continue;
                options[name] = value !== "none" ? value : name === "year" ? 0 : "";
            }
            return options;
        }

        touch() {
            this.typedAt = performance.now();
            clearTimeout(this.timer);
            this.timer = setTimeout(() => this.ask(), PAUSE);
        }

        /** Ask if something is not as it was. */
        look() {
            const asked = this.read();
            if (asked === null) return;
            const body = JSON.stringify(asked);
            if (body === this.asked || (body === this.failed.body && performance.now() - this.failed.at < RETRY_AFTER)) return;
            this.typedAt = performance.now();
            this.ask();
        }

        /** Ask although nothing was typed: the server stands otherwise. */
        again() {
            this.asked = "";
            this.look();
        }

        /** @param {boolean} insist however long the text is, and however long the answer takes */
        async ask(insist = false) {
            const asked = this.read();
            if (asked === null) return;
            const body = JSON.stringify(asked);
            if (body === this.asked) return;
            const question = ++this.question;
            this.underway?.abort();
            if (asked.options.enabled === false || asked.options.mode === "off") {
                this.asked = body;
                this.follower?.answered([], texts(asked), {});
                const ticked = asked.options.enabled !== false;
                return this.view.off(ticked ? say("switched off: the mode is off") : say("switched off: Enable is not ticked"));
            }
            if (body.length > LONGEST && !insist) return this.fail(body, say("the text is too long to be sent at each pause"));
            const from = this.typedAt;
            const controller = this.underway = new AbortController();
            try {
                const answer = await Animagine.http.post("compile", body, controller, insist ? GIVE_UP_AT_LAST : GIVE_UP);
                if (question !== this.question) return;
                this.asked = body;
                this.show(asked, {...answer, findings: placed(asked, answer)}, from);
            } catch (error) {
                if (question === this.question) this.fail(body, error instanceof Error ? error.message : String(error));
            }
        }

        /**
         * @param {string} body that was asked, or was to be
         * @param {string} why the end of a sentence
         */
        fail(body, why) {
            this.asked = "";
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
            this.view.show(asked, answer, this.replaced !== null);
            this.follower?.answered(answer.findings, texts(asked), answer.findings_left_out || {});
            performance.clearMeasures(MEASURE);
            performance.measure(MEASURE, {start: from, end: performance.now()});
        }

        /**
         * @param {Animagine.Finding} finding
         * @param {Animagine.Fix} fix
         */
        fix(finding, fix) {
            if (!this.shown) return;
            const values = fix.values || {};
            for (const [name, value] of Object.entries(values)) this.set(name, value);
            const field = /** @type {keyof typeof BOXES} */ (finding.field);
            const box = field in BOXES ? this.box(field) : null;
            if (box && fix.edits.length && box.value === this.shown[field]) {
                const [mine] = Animagine.spans.inUnits([{...finding, fixes: [fix]}], box.value);
                const edits = mine.fixes[0].edits.map(({start, end, text}) => ({start, end, insert: text}));
                Animagine.writing.apply(box, Animagine.spans.joined(box.value, edits));
            }
            this.touch();
        }

        /** The compiled request into the boxes, as if it were typed: Ctrl+Z works, and so does Undo. */
        apply() {
            const asked = this.read();
            if (!asked || !this.answer || JSON.stringify(asked) !== JSON.stringify(this.shown)) return;
            this.replaced = asked;
            this.put(/** @type {any} */ (this.answer));
        }

        undo() {
            if (this.replaced) this.put(this.replaced);
            this.replaced = null;
            this.touch();
        }

        /** @param {Animagine.Asked} values */
        put(values) {
            for (const field of /** @type {Array<keyof typeof BOXES>} */ (["negative_prompt", "prompt"])) {
                const box = this.box(field);
                if (box && typeof values[field] === "string") replace(box, values[field]);
            }
            for (const field of [...Object.keys(NUMBERS), SAMPLER]) this.set(field, /** @type {any} */ (values)[field]);
            this.touch();
        }

        /**
         * @param {string} field
         * @param {unknown} value nothing is set where it is none for this field
         */
        set(field, value) {
            if (field === SAMPLER) {
                if (typeof value === "string" && value) Animagine.controls.choose(`${this.boxes}_sampling`, value);
                return;
            }
            if (field === "negative_prompt") return this.fill(String(value ?? ""));
            if (field === "hires") return this.setHires(/** @type {Animagine.Hires} */ (value));
            if (field in NUMBERS) this.setNumber(/** @type {any} */ (NUMBERS)[field], value);
        }

        /** @param {string} text goes behind what stands in the box of the negative prompt */
        fill(text) {
            const box = this.box("negative_prompt");
            if (box && text) replace(box, box.value.trim() ? `${box.value}, ${text}` : text);
        }

        /** @param {Animagine.Hires} hires the second pass is switched on for it, where there is one */
        setHires(hires) {
            if (this.boxes !== HIRES_TAB) return;
            for (const [field, value] of Object.entries(hires)) this.setNumber(/** @type {any} */ (HIRES_NUMBERS)[field], value);
            if (control(HIRES_ON) === false) /** @type {HTMLElement | null} */ (document.getElementById(HIRES_SWITCH))?.click();
        }

        /**
         * @param {string} name
         * @param {unknown} value
         */
        setNumber(name, value) {
            const box = this.number(name);
            const number = Number(value ?? NaN);
            if (box && Number.isFinite(number) && Number(box.value) !== number) set(box, String(number));
        }
    }

    /**
     * Does Forge Couple make each line a region of its own, as `webui/host/requested.py` tells it of a request?
     *
     * @param {string} tab
     */
    function linesAreRegions(tab) {
        const couple = document.getElementById(COUPLES[tab] || "");
        const on = /** @type {HTMLInputElement | null | undefined} */ (couple?.querySelector(".fc-checkbox input[type=checkbox]"));
        const separator = /** @type {HTMLInputElement | null | undefined} */ (couple?.querySelector(".fc_separator input, .fc_separator textarea"));
        return Boolean(on?.checked && separator && separator.value.split("\\n").join("").trim() === "");
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

    /** Texts of the second pass; an empty one is that of the first, and needs no preview. */
    function hires() {
        /** @type {Record<string, string>} */
        const texts = {};
        for (const [field, id] of Object.entries(HIRES_BOXES)) {
            const box = /** @type {HTMLTextAreaElement | null} */ (document.querySelector(`#${id} textarea`));
            if (box?.value.trim()) texts[field] = box.value;
        }
        return texts;
    }

    /**
     * A control's value as the page shows it.
     *
     * @param {string} id
     */
    function control(id) {
        const field = document.querySelector(`#${id} input, #${id} textarea`);
        if (field instanceof HTMLInputElement && field.type === "checkbox") return field.checked;
        return field instanceof HTMLInputElement || field instanceof HTMLTextAreaElement ? field.value : undefined;
    }

    /** @param {string} name */
    function hostOption(name) {
        return typeof opts === "object" && opts ? opts[name] : undefined;
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
            if (target instanceof Element && concerns(preview, target)) preview.touch();
        }
    }

    function pressed() {
        setTimeout(() => previews.forEach((preview) => preview.look()), PRESSED);
    }

    function look() {
        const seen = [...previews.values()].filter((preview) => preview.isSeen());
        seen.forEach((preview) => preview.look());
        if (seen.length) Animagine.standing.look(() => previews.forEach((preview) => preview.again()));
    }

    /**
     * @param {Preview} preview
     * @param {Element} target
     */
    function concerns(preview, target) {
        const hires = preview.boxes === HIRES_TAB ? ", [id^='hires_']" : "";
        return target.closest(`[id^="${preview.boxes}_"], [id^="${preview.tab}_"]${hires}`) !== null;
    }

    Animagine.preview = {scan, typed, pressed, look, all: () => [...previews.values()]};
})();

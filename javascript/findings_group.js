/**
 * The boxes of one tab with what is found in them: told by the preview beside them, else by `/check`.
 */
(() => {
    "use strict";

    /** @type {Map<string, Group>} by tab */
    const groups = new Map();

    /** The boxes of one tab, checked together: a negative prompt is read beside its prompt. */
    class Group {
        constructor() {
            /** @type {Map<string, Animagine.Findings>} field → what is shown at its box */
            this.shown = new Map();
            /** @type {Animagine.Preview | null} whose answers tell of these boxes too, so that nobody asks twice */
            this.preview = null;
            this.checker = new Animagine.check.Checker((...told) => this.answered(...told), (why) => this.failed(why));
        }

        /** @type {Animagine.Checked} */
        answered(findings, texts, leftOut) {
            for (const [field, shown] of this.shown) {
                const own = findings.filter((finding) => finding.field === field);
                shown.set(own, texts[field] ?? shown.box.value, leftOut);
            }
        }

        /** Go by the preview of these boxes, where there is one; else ask. */
        touch() {
            const found = this.beside();
            if (found === null) this.checker.touch();
            else if (found !== this.preview) found.follow({answered: (...told) => this.answered(...told), failed: (why) => this.failed(why)});
            this.preview = found;
        }

        /** @returns {Animagine.Preview | null} */
        beside() {
            const prompt = this.shown.get("prompt")?.box;
            return Animagine.preview.all().find((each) => prompt && each.controls.box("prompt") === prompt) || null;
        }

        /** Somebody wants to know, however long it takes. */
        insist() {
            const asking = this.preview || this.checker;
            asking.ask(true);
        }

        /**
         * @param {string} field
         * @param {Animagine.Box} box
         */
        add(field, box) {
            this.shown.set(field, new Animagine.findings.Findings(box, (values) => this.take(values)));
            this.checker.boxes.set(field, box);
            box.addEventListener("input", () => this.touch());
            this.touch();
        }

        /**
         * What a fix of one box puts into others: an infotext's negative prompt and settings.
         *
         * @param {Record<string, unknown>} values
         */
        take(values) {
            const preview = this.beside();
            for (const [field, value] of Object.entries(values)) {
                if (field === "negative_prompt") this.fill(String(value));
                else preview?.controls.set(field, value);
            }
        }

        /** @param {string} text goes behind what stands in the box of the negative prompt */
        fill(text) {
            const box = this.shown.get("negative_prompt")?.box;
            if (!box || !text) return;
            const end = box.value.trim() ? box.value.length : 0;
            Animagine.writing.apply(box, {start: end, end: box.value.length, insert: end ? `, ${text}` : text});
        }

        /**
         * It is told once, at the first box that is there.
         *
         * @param {string} why
         */
        failed(why) {
            const [first, ...others] = [...this.shown.values()].filter((shown) => shown.box.isConnected);
            first?.failed(why, () => this.insist());
            for (const shown of others) shown.unknown();
        }

        /** Has a box another text than we know of? The host fills them without an event. */
        look() {
            let changed = false;
            for (const shown of this.shown.values()) {
                if (shown.box.value !== shown.text && shown.box.offsetParent !== null) {
                    shown.follow();
                    changed = true;
                }
            }
            if (changed) this.touch();
        }
    }

    /**
     * Show at a box what is found in it; those of no tab stand alone.
     *
     * @param {Animagine.PromptBox} box
     */
    function add({box, tab, field}) {
        const name = tab || `own ${groups.size}`;
        const group = groups.get(name) || new Group();
        groups.set(name, group);
        group.add(field, box);
    }

    Animagine.groups = {add, look: () => groups.forEach((group) => group.look())};
})();

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
        answered(findings, texts, report) {
            const numbered = findings.map((finding, n) => ({...finding, n}));
            for (const [field, shown] of this.shown) {
                const own = numbered.filter((finding) => finding.field === field);
                shown.set(own, texts[field] ?? shown.box.value, Animagine.list.ofField(report, field));
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
            this.shown.set(field, new Animagine.findings.Findings(box, field, {
                put: (...what) => this.put(...what),
                all: (which, meant) => this.fix(which, meant, field),
                quiet: (code, message, is) => this.hush(code, message, is, field),
            }));
            this.checker.boxes.set(field, box);
            box.addEventListener("input", () => this.touch());
            this.touch();
        }

        /**
         * What a fix makes of a box, and what it puts into others: an infotext's negative prompt and settings.
         *
         * @param {string} field
         * @param {string} text
         * @param {Record<string, unknown>} values
         */
        put(field, text, values) {
            const preview = this.beside();
            const more = {...values};
            if (typeof more.negative_prompt === "string") {
                more.negative_prompt = Animagine.spans.appended(this.shown.get("negative_prompt")?.box.value ?? "", more.negative_prompt);
            }
            const others = preview ? preview.controls.parts(more) : this.parts(more);
            const box = this.shown.get(field)?.box;
            Animagine.steps.take(box ? [...others, Animagine.steps.text(box, text)] : others);
        }

        /** @param {Record<string, unknown>} texts by field; what has no box here stays */
        parts(texts) {
            return Object.entries(texts).flatMap(([field, text]) => {
                const box = this.shown.get(field)?.box;
                return box && typeof text === "string" ? [Animagine.steps.text(box, text)] : [];
            });
        }

        /**
         * @param {Animagine.Which} which
         * @param {Animagine.Meant | undefined} meant
         * @param {string} field of the box that was asked at, and where it is told
         */
        async fix(which, meant, field) {
            const preview = this.beside();
            if (preview) return preview.fixAll(which, meant);
            const asked = this.checker.texts();
            const before = JSON.stringify(asked);
            const question = {...asked, ...this.checker.read, ...Animagine.quiet.asked(), options: {mode: "report"}}; // nothing here is changed by itself
            const stands = () => JSON.stringify(this.checker.texts()) === before;
            const said = await Animagine.fixing.ask(question, which, meant || {}, stands, (fixed) => Animagine.steps.take(this.parts({...fixed})));
            this.shown.get(field)?.tell(said);
        }

        /**
         * @param {string} code
         * @param {string} message of what is not to be told, or again
         * @param {boolean} is
         * @param {string} field of the box where it was said
         */
        hush(code, message, is, field) {
            const preview = this.beside();
            if (preview) return preview.hush(code, message, is);
            this.shown.get(field)?.tell(Animagine.quiet.set(code, message, is));
            this.checker.ask();
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
    function add({box, tab, field, dialect}) {
        const name = tab || `own ${groups.size}`;
        const group = groups.get(name) || new Group();
        groups.set(name, group);
        if (dialect) group.checker.read = {from: dialect};
        group.add(field, box);
    }

    Animagine.groups = {add, look: () => groups.forEach((group) => group.look())};
})();

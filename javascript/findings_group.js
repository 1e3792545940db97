/**
 * Finds the prompt boxes of the page, also those that appear later, and attaches to each once.
 */
(() => {
    "use strict";

    const {say} = Animagine.words;
    /** @type {ReadonlyArray<{selector: string, tab: string, field: string}>} */
    const BOXES = [
        ...["txt2img", "img2img"].flatMap((tab) => [
            {selector: `#${tab}_prompt textarea`, tab, field: "prompt"},
            {selector: `#${tab}_neg_prompt textarea`, tab, field: "negative_prompt"},
        ]),
        {selector: "#hires_prompt textarea", tab: "txt2img", field: "hr_prompt"},
        {selector: "#hires_neg_prompt textarea", tab: "txt2img", field: "hr_negative_prompt"},
        {selector: ".animagine-prompt textarea", tab: "animagine", field: "prompt"},
        {selector: ".animagine-negative-prompt textarea", tab: "animagine", field: "negative_prompt"},
    ];
    const SETTLE = 250;
    /** Values that were set without an event are noticed after this time, in milliseconds. */
    const LOOK_AGAIN = 2000;

    /** @typedef {HTMLTextAreaElement | HTMLInputElement} Box */
    /** @type {WeakSet<Box>} */
    const attached = new WeakSet();
    /** @type {Map<string, Group>} */
    const groups = new Map();
    let timer = 0;

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
            return Animagine.preview.all().find((each) => prompt && each.box("prompt") === prompt) || null;
        }

        /** Somebody wants to know, however long it takes. */
        insist() {
            const asking = this.preview || this.checker;
            asking.ask(true);
        }

        /**
         * @param {string} field
         * @param {Box} box
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
                else preview?.set(field, value);
            }
        }

        /** @param {string} text goes behind what stands in the box of the negative prompt */
        fill(text) {
            const box = this.shown.get("negative_prompt")?.box;
            if (!box || !text) return;
            const end = box.value.trim() ? box.value.length : 0;
            Animagine.insert.apply(box, {start: end, end: box.value.length, insert: end ? `, ${text}` : text});
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

    /** Look for boxes now. */
    function scan() {
        Animagine.controls.mend();
        Animagine.preview.scan();
        Animagine.panel.scan();
        const options = Animagine.options.read();
        if (!options.enabled) return;
        for (const {selector, tab, field} of BOXES) {
            for (const box of document.querySelectorAll(selector)) attach(/** @type {Box} */ (box), tab, field, options);
        }
        for (const box of chosen(options.selectors)) {
            const negative = /neg/i.test(box.id + (box.closest("[id]")?.id || ""));
            attach(box, `own ${groups.size}`, negative ? "negative_prompt" : "prompt", options);
        }
    }

    /**
     * The boxes that the settings page names; a selector that is none is told once and left out.
     *
     * @param {string} selectors
     * @returns {Box[]}
     */
    function chosen(selectors) {
        if (selectors.trim() === "") return [];
        try {
            return [...document.querySelectorAll(selectors)].filter(isBox);
        } catch (error) {
            if (wrong !== selectors) console.info(say("Animagine: {selectors} is no CSS selector", {selectors}));
            wrong = selectors;
            return [];
        }
    }

    let wrong = "";

    /**
     * @param {Element} element
     * @returns {element is Box}
     */
    function isBox(element) {
        return element instanceof HTMLTextAreaElement || (element instanceof HTMLInputElement && element.type === "text");
    }

    /**
     * @param {Box} box
     * @param {string} tab
     * @param {string} field
     * @param {Animagine.Options} options
     */
    function attach(box, tab, field, options) {
        if (attached.has(box)) return;
        attached.add(box);
        new Animagine.complete.Completer(box, field.endsWith("negative_prompt"));
        if (!options.findings) return;
        const group = groups.get(tab) || new Group();
        groups.set(tab, group);
        group.add(field, box);
    }

    /** Attach now and whenever the page changes. */
    function start() {
        scan();
        new MutationObserver(() => {
            clearTimeout(timer);
            timer = setTimeout(scan, SETTLE);
        }).observe(document.body, {childList: true, subtree: true});
        setInterval(() => {
            if (!document.hidden) groups.forEach((group) => group.look());
        }, LOOK_AGAIN);
    }

    Animagine.attach = {start, scan};
})();

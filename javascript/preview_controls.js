/**
 * The controls of one tab that a request is made of: its boxes, numbers and options read, and written
 * as a person would set them.
 */
(() => {
    "use strict";

    const BOXES = {prompt: "prompt", negative_prompt: "neg_prompt"};
    const PANEL = "animagine_panel";
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

    class Controls {
        /**
         * @param {string} tab what the ids of its options begin with
         * @param {string} boxes what those of its boxes, numbers and settings begin with
         * @param {string[]} options their names
         */
        constructor(tab, boxes, options) {
            this.tab = tab;
            this.boxes = boxes;
            this.options = options;
        }

        /** @param {string} field one that is no text, or has no box in this tab, has none */
        box(field) {
            const hires = this.boxes === HIRES_TAB ? /** @type {Record<string, string>} */ (HIRES_BOXES)[field] : undefined;
            const name = /** @type {Record<string, string>} */ (BOXES)[field];
            const id = hires ?? (name && `${this.boxes}_${name}`);
            return id ? /** @type {HTMLTextAreaElement | null} */ (document.querySelector(`#${id} textarea`)) : null;
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
            const asked = {prompt: prompt.value, negative_prompt: this.box("negative_prompt")?.value ?? "", options: this.optionsSet()};
            const hiresOn = this.boxes === HIRES_TAB && control(HIRES_ON) === true;
            Object.assign(asked, this.numbers(NUMBERS));
            if (hiresOn && hostOption(HIRES_OLD)) delete asked.width, delete asked.height;
            else if (hiresOn) asked.hires = this.numbers(HIRES_NUMBERS);
            if (this.boxes === PANEL) Object.assign(asked, this.secondPass());
            const sampler = control(`${this.boxes}_sampling`);
            if (typeof sampler === "string" && sampler) asked.sampler_name = sampler;
            const styles = Animagine.controls.several(`${this.boxes}_styles`);
            if (styles.length) asked.styles = styles;
            if (hiresOn) Object.assign(asked, hires());
            if (this.boxes === "img2img") asked.img2img = true;
            if (linesAreRegions(this.boxes)) asked.lines_are_regions = true;
            return {...asked, ...Animagine.quiet.asked(), ...Animagine.chips.asked(this.boxes)};
        }

        /** The page's own hires fix: a factor of 1 is none. */
        secondPass() {
            const {scale} = this.numbers({scale: "hires_upscale"});
            return scale > 1 ? {hires: {scale}} : {};
        }

        optionsSet() {
            const options = this.optionsShown();
            for (const [name, value] of Object.entries(options)) {
                if (value === "none") options[name] = name === "year" ? 0 : "";
            }
            return options;
        }

        /** As their controls show them. */
        optionsShown() {
            /** @type {Record<string, unknown>} */
            const options = {};
            for (const name of this.options) {
                const value = control(`${this.tab}_${name}`);
                if (value !== undefined) options[name] = value;
            }
            return options;
        }

        /**
         * Set all of it in one step; what is none of a field stays.
         *
         * @param {Record<string, any>} values as in a request
         */
        put(values) {
            Animagine.steps.take(this.parts(values));
        }

        /**
         * The controls of some fields with what they are to be; the prompt last, so that the keyboard is in it afterwards.
         *
         * @param {Record<string, any>} values
         * @returns {Animagine.Part[]}
         */
        parts(values) {
            const {steps} = Animagine;
            const texts = ["hr_negative_prompt", "hr_prompt", "negative_prompt", "prompt"].flatMap((field) => {
                const box = this.box(field);
                return box && typeof values[field] === "string" ? [steps.text(box, values[field])] : [];
            });
            const numbers = Object.entries(NUMBERS).flatMap(([field, name]) => this.numberPart(name, values[field]));
            return [...numbers, ...this.samplerPart(values[SAMPLER]), ...this.hiresParts(values.hires), ...texts];
        }

        /**
         * @param {string} name
         * @param {unknown} value
         * @returns {Animagine.Part[]}
         */
        numberPart(name, value) {
            const box = this.number(name);
            const number = Number(value ?? NaN);
            return box && Number.isFinite(number) && Number(box.value) !== number ? [Animagine.steps.number(box, String(number))] : [];
        }

        /**
         * @param {unknown} value
         * @returns {Animagine.Part[]}
         */
        samplerPart(value) {
            const id = `${this.boxes}_sampling`;
            const box = /** @type {HTMLInputElement | null} */ (document.querySelector(`#${id} input`));
            if (box === null || typeof value !== "string" || !value) return [];
            return [{box, value, late: true, read: () => box.value, write: (to) => Animagine.controls.choose(id, to)}];
        }

        /**
         * @param {Animagine.Hires | undefined} hires the second pass is switched on for it, where there is one
         * @returns {Animagine.Part[]}
         */
        hiresParts(hires) {
            if (this.boxes !== HIRES_TAB || !hires) return [];
            const numbers = Object.entries(hires).flatMap(([field, value]) => this.numberPart(/** @type {any} */ (HIRES_NUMBERS)[field], value));
            const box = document.getElementById(HIRES_SWITCH);
            if (box === null || typeof control(HIRES_ON) !== "boolean") return numbers;
            return [...numbers, {box, value: "true", late: true, read: () => String(control(HIRES_ON)), write: () => box.click()}];
        }

        /** @param {Element} target whether it is one of these controls, or stands beside one */
        holds(target) {
            const hires = this.boxes === HIRES_TAB ? ", [id^='hires_']" : "";
            return target.closest(`[id^="${this.boxes}_"], [id^="${this.tab}_"]${hires}`) !== null;
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
        const field = document.getElementById(id)?.querySelector("input, textarea"); // a list of ids would be looked for everywhere
        if (field instanceof HTMLInputElement && field.type === "checkbox") return field.checked;
        return field instanceof HTMLInputElement || field instanceof HTMLTextAreaElement ? field.value : undefined;
    }

    /** @param {string} name */
    function hostOption(name) {
        return typeof opts === "object" && opts ? opts[name] : undefined;
    }

    Animagine.previewControls = {Controls};
})();

/**
 * The controls of one tab that a request is made of: its boxes, numbers and options read, and written
 * as a person would set them.
 */
(() => {
    "use strict";

    const {replace, set} = Animagine.writing;

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

        /** @param {keyof typeof BOXES} field another one has no box here */
        box(field) {
            if (!(field in BOXES)) return null;
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
            const asked = {prompt: prompt.value, negative_prompt: this.box("negative_prompt")?.value ?? "", options: this.optionsSet()};
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

        optionsSet() {
            /** @type {Record<string, unknown>} */
            const options = {};
            for (const name of this.options) {
                const value = control(`${this.tab}_${name}`);
                if (value === undefined) continue;
                options[name] = value !== "none" ? value : name === "year" ? 0 : "";
            }
            return options;
        }

        /** @param {Animagine.Asked} values */
        put(values) {
            for (const field of /** @type {Array<keyof typeof BOXES>} */ (["negative_prompt", "prompt"])) {
                const box = this.box(field);
                if (box && typeof values[field] === "string") replace(box, values[field]);
            }
            for (const field of [...Object.keys(NUMBERS), SAMPLER]) this.set(field, /** @type {any} */ (values)[field]);
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
        const field = document.querySelector(`#${id} input, #${id} textarea`);
        if (field instanceof HTMLInputElement && field.type === "checkbox") return field.checked;
        return field instanceof HTMLInputElement || field instanceof HTMLTextAreaElement ? field.value : undefined;
    }

    /** @param {string} name */
    function hostOption(name) {
        return typeof opts === "object" && opts ? opts[name] : undefined;
    }

    Animagine.previewControls = {Controls};
})();

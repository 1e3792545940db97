/**
 * The line under the sheets' controls counts pictures and time; it depends on fields of the tab,
 * too. They are sent along, and it is written again when one of them has changed in sight.
 */
(() => {
    "use strict";

    const TABS = ["txt2img", "img2img"];
    /** Milliseconds after the last change. */
    const PAUSE = 300;
    /** Fields by the name that Python knows them by, and the end of the host's element id. */
    const NUMBERS = {
        width: "width",
        height: "height",
        steps: "steps",
        batch_count: "batch_count",
        batch_size: "batch_size",
        denoising_strength: "denoising_strength",
        hr_scale: "hr_scale",
        hr_resize_x: "hr_resize_x",
        hr_resize_y: "hr_resize_y",
        hires_steps: "hires_steps",
    };

    /** @type {Map<string, string>} tab → what its line was last written for */
    const written = new Map();
    let timer = 0;

    /**
     * The fields of a tab as JSON.
     *
     * @param {string} tab
     */
    function fields(tab) {
        /** @type {Record<string, number | boolean>} */
        const found = {};
        for (const [name, id] of Object.entries(NUMBERS)) {
            const box = input(`#${tab}_${id} input`);
            if (box && box.value !== "" && Number.isFinite(Number(box.value))) found[name] = Number(box.value);
        }
        found.hires = Boolean(input(`#${tab}_hr-checkbox input`)?.checked);
        const negative = /** @type {HTMLTextAreaElement | null} */ (document.querySelector(`#${tab}_neg_prompt textarea`));
        const styles = document.querySelector(`#${tab}_styles .token, #${tab}_styles_row .token`);
        found.negative = styles !== null || Boolean(negative?.value.trim());
        return JSON.stringify(found);
    }

    /**
     * @param {string} selector
     * @returns {HTMLInputElement | null}
     */
    function input(selector) {
        return document.querySelector(selector);
    }

    /**
     * What gradio sends to Python: the controls' values, and the tab's fields in the last place.
     *
     * @param {string} tab
     * @param {unknown[]} values
     * @returns {unknown[]}
     */
    function along(tab, values) {
        const now = fields(tab);
        written.set(tab, state(tab, now));
        return [...values.slice(0, -1), now];
    }

    /**
     * All that the line depends on: a picture that is done makes its time known.
     *
     * @param {string} tab
     * @param {string} now
     */
    function state(tab, now) {
        return now + (document.querySelector(`#html_info_${tab}`)?.textContent || "");
    }

    /** Have the lines in sight written again where something has changed. */
    function look() {
        for (const tab of TABS) {
            const line = /** @type {HTMLElement | null} */ (document.querySelector(`#animagine_${tab}_sheets`));
            if (!line || line.offsetParent === null || written.get(tab) === state(tab, fields(tab))) continue;
            written.set(tab, state(tab, fields(tab)));
            const again = /** @type {HTMLElement | null} */ (document.querySelector(`#animagine_${tab}_sheet_again`));
            again?.click();
        }
    }

    function soon() {
        clearTimeout(timer);
        timer = setTimeout(look, PAUSE);
    }

    Animagine.sheets = {along, soon};
})();

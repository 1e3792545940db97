/**
 * What outlives a reload of the page built from parts: what was typed for this browser tab alone, so
 * that two of them do not mix, and how somebody likes the page for all of them.
 */
(() => {
    "use strict";

    const {area, number} = Animagine.panelControls;
    const KEPT = "animagine_panel";
    /** After the last change, in milliseconds. */
    const PAUSE = 200;
    const TEXTS = ["prompt", "neg_prompt", "off"];
    const NUMBERS = ["width", "height", "steps", "cfg_scale", "seed", "batch_count", "batch_size", "hires_upscale", "hires_steps", "denoising_strength", "draft_strength", "mask_blur"];

    /** Of what is not kept yet; else 0. */
    let timer = 0;

    /** Something was typed or set. */
    function keep() {
        clearTimeout(timer);
        timer = setTimeout(keepNow, PAUSE);
    }

    /** Keep what was changed last, without which a reload right after it would lose it. */
    function keepNow() {
        if (timer === 0) return;
        clearTimeout(timer);
        timer = 0;
        const texts = TEXTS.map((id) => [id, area(id)?.value ?? ""]);
        const numbers = NUMBERS.map((id) => [id, number(id)?.value ?? ""]);
        write("sessionStorage", KEPT, JSON.stringify(Object.fromEntries([...texts, ...numbers])));
    }

    /** Put everything back; an empty text is one too, an empty number is none. */
    function putBack() {
        /** @type {Record<string, unknown>} */
        let values;
        try {
            values = JSON.parse(read("sessionStorage", KEPT) || "{}");
        } catch (error) {
            return write("sessionStorage", KEPT, ""); // not ours, or cut off
        }
        for (const id of TEXTS) put(area(id), values[id]);
        for (const id of NUMBERS) put(number(id), values[id] || undefined);
    }

    /**
     * @param {Animagine.Box | null} box
     * @param {unknown} value
     */
    function put(box, value) {
        if (box && typeof value === "string" && value !== box.value) Animagine.writing.set(box, value);
    }

    /**
     * @param {"sessionStorage" | "localStorage"} place
     * @param {string} key
     * @param {string} value
     */
    function write(place, key, value) {
        try {
            if (value) window[place].setItem(key, value);
            else window[place].removeItem(key);
        } catch (error) {
            console.info(Animagine.words.say("Animagine: this browser keeps nothing over a reload"), error);
        }
    }

    /**
     * @param {"sessionStorage" | "localStorage"} place
     * @param {string} key
     */
    function read(place, key) {
        try {
            return window[place].getItem(key) || "";
        } catch (error) {
            return "";
        }
    }

    Animagine.kept = {
        keep,
        keepNow,
        putBack,
        store: (key, value) => write("sessionStorage", key, value),
        recall: (key) => read("sessionStorage", key),
        /** How somebody likes the page, for all tabs and days of this browser. */
        remember: (key, value) => write("localStorage", key, value),
        remembered: (key) => read("localStorage", key),
    };
})();

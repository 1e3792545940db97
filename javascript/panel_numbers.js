/**
 * Numbers that cannot be, said in words as they are typed: gradio turns a frame red, or takes another
 * number without a word once the box is left.
 */
(() => {
    "use strict";

    const {say} = Animagine.words;
    const {element} = Animagine.dom;
    const {ID} = Animagine.panelControls;

    /** Numbers that may have a fraction. */
    const FRACTIONS = new Set(["cfg_scale", "hires_upscale", "denoising_strength", "draft_strength"].map((name) => `${ID}_${name}`));

    class Numbers {
        /** @param {HTMLElement} place of the sentences */
        constructor(place) {
            this.place = place;
            place.closest(".animagine-inside")?.addEventListener("input", ({target}) => {
                if (target instanceof HTMLInputElement && ["number", "range"].includes(target.type)) this.look(target);
            });
        }

        /** @param {HTMLInputElement} box */
        look(box) {
            const control = box.closest(`[id^="${ID}_"]`);
            if (control === null) return;
            const number = /** @type {HTMLInputElement | null} */ (control.querySelector("input[type=number]"));
            const slider = control.querySelector("input[type=range]") !== null;
            const wrong = number === null || box !== number ? "" : problem(number, FRACTIONS.has(control.id), slider);
            if (wrong) number?.setAttribute("aria-invalid", "true");
            else number?.removeAttribute("aria-invalid");
            this.tell(control.id, wrong && `${name(control)}: ${wrong}`);
        }

        /**
         * @param {string} id
         * @param {string} text empty where all is well
         */
        tell(id, text) {
            const before = [...this.place.children].find((each) => /** @type {HTMLElement} */ (each).dataset.of === id);
            if (!text) return before?.remove();
            const line = before ?? this.place.appendChild(element("p", "animagine-note animagine-wrong"));
            /** @type {HTMLElement} */ (line).dataset.of = id;
            if (line.textContent !== text) line.textContent = text;
        }
    }

    /** @param {Element} control */
    function name(control) {
        return control.querySelector("span")?.textContent?.trim() || "";
    }

    /**
     * @param {HTMLInputElement} box
     * @param {boolean} fraction
     * @param {boolean} slider gradio takes the nearest number there once the box is left
     * @returns {string} empty where all is well
     */
    function problem(box, fraction, slider) {
        if (box.value === "") return box.validity.badInput ? say("this is no number.") : "";
        const [value, least, most] = [Number(box.value), limit(box.min, -Infinity), limit(box.max, Infinity)];
        if (!fraction && !Number.isInteger(value)) return say("{value} is no whole number.", {value});
        const taken = value < least ? least : value > most ? most : value;
        if (taken === value) return "";
        const values = {value, taken};
        if (slider) return value < least ? say("{value} is below {taken}, the least, which is taken.", values) : say("{value} is above {taken}, the most, which is taken.", values);
        return value < least ? say("{value} is below {taken}, the least.", values) : say("{value} is above {taken}, the most.", values);
    }

    /**
     * @param {string} text
     * @param {number} none
     */
    function limit(text, none) {
        return text === "" ? none : Number(text);
    }

    Animagine.numbers = {Numbers};
})();

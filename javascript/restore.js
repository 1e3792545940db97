/**
 * Puts a picture's original texts back into the prompt boxes; Ctrl+Z undoes it.
 */
(() => {
    "use strict";

    window.Animagine = window.Animagine || /** @type {any} */ ({});
    const Animagine = window.Animagine;

    /**
     * Replace a box's text as if it had been typed, and tell the page.
     *
     * @param {string} id element id of the box
     * @param {string} text
     */
    function replaceText(id, text) {
        /** @type {HTMLTextAreaElement | null} */
        const box = document.querySelector(`#${id} textarea`);
        if (!box || box.value === text) return;
        Animagine.insert.apply(box, {start: 0, end: box.value.length, insert: text});
    }

    /**
     * @param {string} tab "txt2img" or "img2img"
     * @param {string} prompt
     * @param {string} negative
     * @returns {[]} nothing for gradio to put anywhere
     */
    function restore(tab, prompt, negative) {
        replaceText(`${tab}_neg_prompt`, negative);
        replaceText(`${tab}_prompt`, prompt);
        return [];
    }

    Animagine.restore = restore;
})();

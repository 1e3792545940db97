/**
 * Puts a picture's original texts back into the prompt boxes; Ctrl+Z undoes it.
 */
(() => {
    "use strict";

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
        Animagine.writing.apply(box, {start: 0, end: box.value.length, insert: text});
    }

    /**
     * Something was pressed; if it was "Restore", the texts stand beside the button. The prompt comes
     * last, so that the keyboard is in it afterwards.
     *
     * @param {MouseEvent} event
     */
    function restore(event) {
        const pressed = event.target instanceof Element && event.target.closest(".animagine-restore button");
        if (!pressed) return;
        /** @type {NodeListOf<HTMLElement>} */
        const texts = /** @type {HTMLElement} */ (pressed.parentElement).querySelectorAll("[data-box]");
        const tab = (texts[0]?.dataset.box || "").replace(/_(neg_)?prompt$/, "");
        Animagine.undo.note(tab, "restore");
        for (const {dataset} of [...texts].reverse()) replaceText(dataset.box || "", dataset.text || "");
    }

    Animagine.restore = restore;
})();

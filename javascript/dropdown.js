/**
 * A choice in one of gradio's lists, made as a person makes it: nothing else reaches its state.
 */
(() => {
    "use strict";

    window.Animagine = window.Animagine || /** @type {any} */ ({});
    const Animagine = window.Animagine;

    const AGAIN = 20;
    /** A list opens within a frame or two; one that has no such choice is closed again. */
    const TIMES = 25;

    /**
     * @param {string} id of the list
     * @param {string} choice as the list shows it; where it has none nothing happens
     */
    function choose(id, choice) {
        const box = /** @type {HTMLInputElement | null} */ (document.querySelector(`#${id} input`));
        if (box === null || box.value === choice) return;
        const before = document.activeElement;
        box.focus();
        press(id, box, choice, before, TIMES);
    }

    /**
     * @param {string} id
     * @param {HTMLInputElement} box
     * @param {string} choice
     * @param {Element | null} before what had the focus
     * @param {number} times
     */
    function press(id, box, choice, before, times) {
        const row = [...document.querySelectorAll("ul.options li")].find((each) => name(each) === choice);
        if (row) row.dispatchEvent(new MouseEvent("mousedown", {bubbles: true, cancelable: true}));
        else if (times > 0) return setTimeout(() => press(id, box, choice, before, times - 1), AGAIN);
        box.blur();
        if (before instanceof HTMLElement) before.focus({preventScroll: true});
    }

    /**
     * The tick before it is no part of the name.
     *
     * @param {Element} row
     */
    function name(row) {
        return row.getAttribute("aria-label") || (row.textContent || "").replace(/^[\s✓]+|\s+$/g, "");
    }

    Animagine.dropdown = {choose};
})();

/**
 * gradio's own controls: a choice in a list, made as a person makes it since nothing else reaches
 * its state; and what its markup does not say to a screen reader.
 */
(() => {
    "use strict";

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
        const row = [...document.querySelectorAll("ul.options li, ul.option-list li")].find((each) => name(each) === choice);
        if (row) row.dispatchEvent(new MouseEvent("mousedown", {bubbles: true, cancelable: true}));
        else if (times > 0) return setTimeout(() => press(id, box, choice, before, times - 1), AGAIN);
        box.blur();
        if (before instanceof HTMLElement) before.focus({preventScroll: true});
    }

    /**
     * What is chosen in a list that takes several: the names on its tokens.
     *
     * @param {string} id of the list
     */
    function several(id) {
        const tokens = [...document.querySelectorAll(`#${id} .token`)];
        return tokens.map((token) => (token.querySelector("span") || token).textContent?.trim() || "").filter(Boolean);
    }

    /**
     * The tick before it is no part of the name.
     *
     * @param {Element} row
     */
    function name(row) {
        return row.getAttribute("aria-label") || (row.textContent || "").replace(/^[\s✓]+/, "").trimEnd();
    }

    /**
     * gradio 4 calls the box of a list a list itself, which screen readers then look for entries in;
     * gradio 3 leaves the number beside a slider without a name; both name what stands for no
     * picture without saying what it is; gradio 6 calls the place for a file by other words than it
     * shows.
     */
    function mend() {
        for (const box of document.querySelectorAll("[id^='animagine_'] input[role=listbox]")) {
            box.setAttribute("role", "combobox");
        }
        for (const empty of document.querySelectorAll("[id^='animagine_'] .empty[aria-label]:not([role])")) {
            empty.setAttribute("role", "img");
        }
        for (const place of document.querySelectorAll("[id^='animagine_'] button[aria-dropeffect][aria-label]")) {
            place.removeAttribute("aria-label");
        }
        for (const box of document.querySelectorAll("[id^='animagine_panel_'] input[type=number]:not([aria-label])")) {
            const words = box.closest("[id^='animagine_panel_']")?.querySelector("span")?.textContent?.trim();
            if (words && box.closest("label") === null) box.setAttribute("aria-label", words);
        }
    }

    Animagine.controls = {choose, several, mend};
})();

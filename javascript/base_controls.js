/**
 * gradio's own controls: a choice in a list, made as a person makes it since nothing else reaches
 * its state; what its markup does not say to a screen reader; and the keyboard kept where it was.
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
        const closed = box.closest(".animagine-closed"); // nothing in there can have the focus
        closed?.classList.remove("animagine-closed");
        box.focus({preventScroll: true});
        press(id, box, choice, () => {
            closed?.classList.add("animagine-closed");
            if (before instanceof HTMLElement) before.focus({preventScroll: true});
        }, TIMES);
    }

    /**
     * @param {string} id
     * @param {HTMLInputElement} box
     * @param {string} choice
     * @param {() => void} then
     * @param {number} times
     */
    function press(id, box, choice, then, times) {
        const row = [...document.querySelectorAll("ul.options li, ul.option-list li")].find((each) => name(each) === choice);
        if (row) row.dispatchEvent(new MouseEvent("mousedown", {bubbles: true, cancelable: true}));
        else if (times > 0) return setTimeout(() => press(id, box, choice, then, times - 1), AGAIN);
        box.blur();
        then();
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
     * picture without saying what it is, and make a stop for Tab of each of several radio buttons;
     * gradio 6 calls the place for a file by other words than it shows.
     */
    function mend() {
        for (const radio of document.querySelectorAll("[id^='animagine_'] input[type=radio]")) {
            const group = radio.closest("[id^='animagine_']")?.id;
            if (group && radio.getAttribute("name") !== group) radio.setAttribute("name", group);
        }
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

    /**
     * The keyboard stays in the box of a list when a choice is made in it, and goes on behind it with
     * Tab: the open list would be a stop of its own, which is gone as soon as it is reached.
     *
     * @param {KeyboardEvent} event
     */
    function key(event) {
        const box = event.target;
        if (!(box instanceof HTMLInputElement) || box.type !== "text") return;
        const control = box.closest("[id^='animagine_']");
        if (control !== null && event.key === "Tab") noStop(control);
        else if (control !== null && event.key === "Enter") setTimeout(() => comeBack(box));
    }

    /**
     * gradio 6 opens a list with every key but Escape, some time after it: with Tab, when the keyboard
     * is gone and nothing closes it, so it would lie over what comes next. Tab is nothing to it.
     *
     * @param {KeyboardEvent} event
     */
    function leave(event) {
        const box = event.target;
        if (event.key !== "Tab" || !(box instanceof HTMLInputElement) || !box.matches("[id^='animagine_'] input[role=combobox][aria-autocomplete]")) return;
        const control = box.closest("[id^='animagine_']");
        if (control !== null) noStop(control);
        event.stopPropagation();
    }

    /** @param {Element} control */
    function noStop(control) {
        control.querySelector("ul.options, ul.option-list")?.setAttribute("tabindex", "-1");
    }

    /** @param {HTMLInputElement} box whose list opens with the focus, and is closed again */
    function comeBack(box) {
        if (document.activeElement !== document.body || !box.isConnected) return;
        box.focus({preventScroll: true});
        box.dispatchEvent(new KeyboardEvent("keydown", {key: "Escape", bubbles: true})); // gradio 6 listens at the page
    }

    function start() {
        document.addEventListener("keydown", key, {passive: true}); // once gradio has opened the list
        document.addEventListener("keydown", leave, {capture: true, passive: true});
    }

    Animagine.controls = {choose, several, mend, start};
})();

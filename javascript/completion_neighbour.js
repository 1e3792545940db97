/**
 * The tagcomplete extension beside us: is it at work on a box, is its list open, keep it shut.
 */
(() => {
    "use strict";

    /** Its list opens within this time of a key, in milliseconds. */
    const PATIENCE = 180;

    /** @param {HTMLElement} box */
    function isActive(box) {
        const settings = /** @type {any} */ (window).TAC_CFG;
        return listOf(box) !== null && settings?.activeIn?.global !== false;
    }

    /** @param {HTMLElement} box */
    function isOpen(box) {
        const list = listOf(box);
        return list !== null && list.style.display !== "none" && list.style.display !== "";
    }

    /** @param {HTMLElement} box */
    function shut(box) {
        const list = listOf(box);
        if (list) list.style.display = "none";
    }

    /**
     * Does its open list hold a name?
     *
     * @param {HTMLElement} box
     * @param {string} name
     */
    function offers(box, name) {
        const rows = listOf(box)?.querySelectorAll("li") || [];
        return [...rows].some((row) => Animagine.match.normal(row.textContent || "").includes(name));
    }

    /**
     * @param {HTMLElement} box
     * @param {() => void} opened called whenever its list has opened
     */
    function watch(box, opened) {
        const list = listOf(box);
        if (list === null) return;
        new MutationObserver(() => {
            if (isOpen(box)) opened();
        }).observe(list, {attributes: true, attributeFilter: ["style"]});
    }

    /**
     * @param {HTMLElement} box
     * @returns {HTMLElement | null}
     */
    function listOf(box) {
        if (!box.classList.contains("autocomplete") || box.parentElement === null) return null;
        return box.parentElement.querySelector(":scope > .autocompleteParent");
    }

    Animagine.neighbour = {isActive, isOpen, offers, shut, watch, PATIENCE};
})();

/**
 * Other completers beside us: is one at work on a box, is its list open, keep it shut.
 */
(() => {
    "use strict";

    /** Their lists open within this time of a key, in milliseconds. */
    const PATIENCE = 180;

    /** @type {Animagine.Neighbour} */
    const TAGCOMPLETE = {
        listOf(box) {
            if (!box.classList.contains("autocomplete") || box.parentElement === null) return null;
            return box.parentElement.querySelector(":scope > .autocompleteParent");
        },
        isActive: (box) => TAGCOMPLETE.listOf(box) !== null && /** @type {any} */ (window).TAC_CFG?.activeIn?.global !== false,
        isOpen: (list) => list.style.display !== "none" && list.style.display !== "",
        shut: (list) => list.style.setProperty("display", "none"),
        row: "li",
        hasTags: true,
    };

    /** Those that the page may have. */
    const neighbours = [TAGCOMPLETE];

    /** @param {HTMLElement} box */
    function active(box) {
        return neighbours.filter((each) => each.isActive(box));
    }

    /**
     * The open lists, each with what it belongs to.
     *
     * @param {HTMLElement} box
     */
    function open(box) {
        return active(box).flatMap((each) => {
            const list = each.listOf(box);
            return list !== null && each.isOpen(list) ? [{list, ...each}] : [];
        });
    }

    /** @param {HTMLElement} box */
    function shut(box) {
        for (const {list, shut: close} of open(box)) close(list);
    }

    /**
     * Does an open list hold a name?
     *
     * @param {HTMLElement} box
     * @param {string} name
     */
    function offers(box, name) {
        const rows = open(box).flatMap(({list, row}) => [...list.querySelectorAll(row)]);
        return rows.some((row) => Animagine.match.normal(row.textContent || "").includes(name));
    }

    /**
     * @param {HTMLElement} box
     * @param {() => void} opened called whenever a list has opened
     */
    function watch(box, opened) {
        const look = () => {
            if (open(box).length > 0) opened();
        };
        /** @param {MutationRecord[]} changes */
        const lookAtBody = (changes) => {
            if (changes.some(({target}) => target === document.body)) look();
        };
        for (const each of active(box)) {
            const list = each.listOf(box);
            if (list !== null) new MutationObserver(look).observe(list, {attributes: true, attributeFilter: ["style"]});
            else Animagine.watch.changed(lookAtBody); // it is put there when it opens
        }
    }

    Animagine.neighbour = {
        found: (neighbour) => neighbours.push(neighbour),
        isActive: (box) => active(box).length > 0,
        hasTags: (box) => active(box).some((each) => each.hasTags),
        isOpen: (box) => open(box).length > 0,
        offers, shut, watch, PATIENCE,
    };
})();

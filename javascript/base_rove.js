/**
 * Several elements that are one stop for Tab; the arrow keys go from one to the next.
 */
(() => {
    "use strict";

    /** @type {Record<string, (here: number, last: number) => number>} */
    const STEPS = {
        ArrowRight: (here) => here + 1,
        ArrowDown: (here) => here + 1,
        ArrowLeft: (here) => here - 1,
        ArrowUp: (here) => here - 1,
        Home: () => 0,
        End: (_here, last) => last,
    };

    /**
     * @param {HTMLElement} place
     * @param {string} selector of those in it; all but one have a tabindex of -1
     */
    function rove(place, selector) {
        place.addEventListener("keydown", (event) => {
            if (event.ctrlKey || event.metaKey || event.altKey || event.shiftKey || event.isComposing) return;
            const all = /** @type {HTMLElement[]} */ ([...place.querySelectorAll(selector)]);
            const here = all.indexOf(/** @type {HTMLElement} */ (event.target));
            const step = STEPS[event.key];
            if (!step || here < 0) return;
            event.preventDefault();
            const last = all.length - 1;
            all[Math.min(last, Math.max(0, step(here, last)))].focus();
        });
        place.addEventListener("focusin", ({target}) => {
            if (target instanceof HTMLElement && target.matches(selector)) stop(place, selector, target);
        });
    }

    /**
     * Make one of them the stop.
     *
     * @param {HTMLElement} place
     * @param {string} selector
     * @param {HTMLElement} one
     */
    function stop(place, selector, one) {
        for (const each of place.querySelectorAll(`:is(${selector})[tabindex="0"]`)) /** @type {HTMLElement} */ (each).tabIndex = -1;
        one.tabIndex = 0;
    }

    Animagine.rove = {rove, stop};
})();

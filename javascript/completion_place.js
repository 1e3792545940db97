/**
 * Where the list lies: below the line of the caret or above it, as near as there is room, never over
 * Generate and never where the pointer rests.
 */
(() => {
    "use strict";

    const {GAP} = Animagine.dom;

    /** What starts a picture, in the hosts and on our page. */
    const GENERATE = "#txt2img_generate_box, #txt2img_generate, #img2img_generate_box, #img2img_generate, .animagine-go";
    /** Less room than this shows nothing to choose from. */
    const LEAST = 56;
    /** What a pixel of the list out of sight costs, against one of the way from the caret. */
    const HIDDEN = 2;
    const ABOVE = 40;
    /** Around a pointer; an arrow reaches down from its point. */
    const POINTER = Object.freeze({left: 8, top: 8, right: 8, bottom: 18});
    /** A finger is gone after this time, in milliseconds. */
    const FINGER = 1000;

    let pointer = {x: 0, y: 0, until: -Infinity};

    /** Know from now on where the pointer is. */
    function followPointer() {
        const seen = (/** @type {PointerEvent} */ {clientX: x, clientY: y, pointerType}) => {
            pointer = {x, y, until: pointerType === "mouse" ? Infinity : performance.now() + FINGER};
        };
        for (const name of ["pointermove", "pointerdown"]) {
            document.addEventListener(name, /** @type {any} */ (seen), {capture: true, passive: true});
        }
    }

    /** @returns {Animagine.Rect | null} around the pointer, where it is over the page */
    function underPointer() {
        const {x, y, until} = pointer;
        if (performance.now() > until) return null;
        return {left: x - POINTER.left, top: y - POINTER.top, right: x + POINTER.right, bottom: y + POINTER.bottom};
    }

    /** @returns {Animagine.Rect[]} of what is seen of the buttons that start a picture */
    function generate() {
        return [...document.querySelectorAll(GENERATE)].map((each) => each.getBoundingClientRect())
            .filter(({width, height}) => width > 0 && height > 0);
    }

    /** @returns {Animagine.Rect} the part of the page that is seen, without a phone's keyboard */
    function seen() {
        const {offsetLeft: left, offsetTop: top, width, height} = window.visualViewport ||
            {offsetLeft: 0, offsetTop: 0, width: window.innerWidth, height: window.innerHeight};
        return {left, top, right: left + width, bottom: top + height};
    }

    /**
     * The best place, or null where there is none.
     *
     * @param {{left: number, top: number, bottom: number}} line the caret's
     * @param {{width: number, height: number}} wanted
     * @param {Animagine.Rect[]} clear is not to be covered
     * @param {Animagine.Rect} view
     * @returns {{left: number, top: number, height: number} | null}
     */
    function fit(line, wanted, clear, view) {
        const inside = (/** @type {number} */ left) => Math.max(view.left + GAP, Math.min(left, view.right - wanted.width - GAP));
        const wish = inside(line.left);
        const lefts = [wish, ...clear.flatMap(({left, right}) => [inside(left - GAP - wanted.width), inside(right + GAP)])];
        let best = null;
        let least = Infinity;
        for (const left of lefts) {
            const beside = clear.filter((each) => each.left < left + wanted.width && each.right > left);
            for (const under of [true, false]) {
                const room = under ? {top: line.bottom + GAP, bottom: view.bottom - GAP} : {top: view.top + GAP, bottom: line.top - GAP};
                for (const {top, bottom} of free(room, beside)) {
                    const height = Math.min(wanted.height, bottom - top);
                    const away = under ? top - room.top : room.bottom - bottom + ABOVE;
                    const cost = HIDDEN * (wanted.height - height) + Math.abs(left - wish) + away;
                    if (height < Math.min(LEAST, wanted.height) || cost >= least) continue;
                    least = cost;
                    best = {left, top: under ? top : bottom - height, height};
                }
            }
        }
        return best;
    }

    /**
     * The parts of a height that nothing else takes.
     *
     * @param {{top: number, bottom: number}} room
     * @param {Animagine.Rect[]} taken
     */
    function free(room, taken) {
        let parts = [room];
        for (const {top, bottom} of taken) {
            parts = parts.flatMap((part) => bottom <= part.top || top >= part.bottom ? [part] :
                [{top: part.top, bottom: top - GAP}, {top: bottom + GAP, bottom: part.bottom}]);
        }
        return parts.filter(({top, bottom}) => bottom > top);
    }

    Animagine.listPlace = {followPointer, pointer: () => pointer, underPointer, generate, seen, fit};
})();

/**
 * Where a character of a box is on the screen: the box's text laid out once more, unseen.
 */
(() => {
    "use strict";

    const COPIED = ["direction", "fontFamily", "fontSize", "fontStyle", "fontVariant", "fontWeight", "fontStretch",
        "letterSpacing", "lineHeight", "tabSize", "textAlign", "textIndent", "textTransform", "wordSpacing",
        "paddingTop", "paddingRight", "paddingBottom", "paddingLeft", "wordBreak", "overflowWrap"];
    /** A longer text is not laid out for a caret's sake. */
    const LONGEST = 20000;

    /**
     * Make an element lay its text out as a box does.
     *
     * @param {HTMLElement} element
     * @param {HTMLTextAreaElement | HTMLInputElement} box
     */
    function imitate(element, box) {
        const from = getComputedStyle(box);
        const to = /** @type {any} */ (element.style);
        for (const name of COPIED) to[name] = /** @type {any} */ (from)[name];
        to.boxSizing = "border-box";
        to.border = "0";
        to.margin = "0";
        to.whiteSpace = "pre-wrap";
        to.overflowWrap = "break-word";
        to.width = `${box.clientWidth}px`;
    }

    /** @type {HTMLElement | null} */
    let mirror = null;

    /**
     * The caret's line in the window's pixels, or null where the text is too long to be laid out.
     *
     * @param {HTMLTextAreaElement | HTMLInputElement} box
     * @param {number} place
     * @returns {{left: number, top: number, bottom: number} | null}
     */
    function locate(box, place) {
        if (place > LONGEST) return null;
        if (mirror === null) {
            mirror = document.createElement("div");
            mirror.className = "animagine animagine-mirror";
            mirror.setAttribute("aria-hidden", "true");
            document.body.append(mirror);
        }
        imitate(mirror, box);
        const mark = document.createElement("span");
        mark.textContent = "\u200b";
        mirror.replaceChildren(box.value.slice(0, place), mark);
        const frame = box.getBoundingClientRect();
        const zoom = frame.width / box.offsetWidth || 1; // a page may draw its boxes larger or smaller
        const left = frame.left + zoom * (box.clientLeft + mark.offsetLeft - box.scrollLeft);
        const top = frame.top + zoom * (box.clientTop + mark.offsetTop - box.scrollTop);
        const bottom = top + zoom * mark.offsetHeight;
        mirror.replaceChildren();
        const inside = (/** @type {number} */ y) => Math.min(frame.bottom, Math.max(frame.top, y));
        return {left: Math.min(left, frame.right), top: inside(top), bottom: inside(bottom)};
    }

    Animagine.mirror = {imitate, locate};
})();

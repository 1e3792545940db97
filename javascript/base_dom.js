/**
 * Elements of the page. Text becomes text: nothing here or elsewhere is read as HTML.
 */
(() => {
    "use strict";

    /** Between what floats and the window's sides. */
    const GAP = 4;

    /**
     * @template {keyof HTMLElementTagNameMap} Name
     * @param {Name} tag
     * @param {string} classes
     * @param {string} [text]
     * @returns {HTMLElementTagNameMap[Name]}
     */
    function element(tag, classes, text = "") {
        const made = document.createElement(tag);
        if (classes) made.className = classes;
        if (text) made.textContent = text;
        return made;
    }

    /**
     * @param {string} classes
     * @param {string} text
     * @param {() => void} pressed
     */
    function button(classes, text, pressed) {
        const made = element("button", classes, text);
        made.type = "button";
        made.addEventListener("click", pressed);
        return made;
    }

    /**
     * Put what floats over the page where it is wanted, but not over the window's sides.
     *
     * @param {HTMLElement} frame
     * @param {number} left
     * @param {number} top
     */
    function float(frame, left, top) {
        const inside = Math.max(GAP, Math.min(left, window.innerWidth - frame.offsetWidth - GAP));
        frame.style.transform = `translate(${Math.round(inside)}px, ${Math.round(top)}px)`;
    }

    Animagine.dom = {element, button, float, GAP};
})();

/**
 * The children of an element as a list of pieces: of a new list only what differs is made, so that
 * the browser lays out and paints no more than that.
 */
(() => {
    "use strict";

    /** @type {WeakMap<Element, string[]>} element → the keys of its children */
    const kept = new WeakMap();

    /**
     * Make the children of an element those that are wanted; pieces with the same key are the same.
     *
     * @param {Element} parent with no children but those from here
     * @param {Animagine.Piece[]} wanted
     */
    function renew(parent, wanted) {
        let old = kept.get(parent) || [];
        if (old.length !== parent.childNodes.length) { // somebody else was here
            parent.replaceChildren();
            old = [];
        }
        const keys = wanted.map(({key}) => key);
        const shorter = Math.min(old.length, keys.length);
        let head = 0;
        while (head < shorter && old[head] === keys[head]) head++;
        let tail = 0;
        while (tail < shorter - head && old[old.length - 1 - tail] === keys[keys.length - 1 - tail]) tail++;
        if (head === old.length && head === keys.length) return;
        const behind = parent.childNodes[old.length - tail] || null;
        for (let n = old.length - tail - head; n > 0; n--) parent.childNodes[head].remove();
        const made = document.createDocumentFragment();
        made.append(...wanted.slice(head, wanted.length - tail).map(({make}) => make()));
        parent.insertBefore(made, behind);
        kept.set(parent, keys);
    }

    /**
     * @param {string} value
     * @returns {Animagine.Piece}
     */
    function text(value) {
        return {key: `"${value}`, make: () => document.createTextNode(value)};
    }

    Animagine.pieces = {renew, text};
})();

/**
 * From an accepted offer to an edit of the text, and the edit done so that the browser can undo it.
 */
(() => {
    "use strict";

    /** No comma goes before these. */
    const ENDS = new Set([..."\n,，、)]|}:><"]);
    const BOUNDARY = /^(BREAK|AND(?:_PERP|_SALT|_TOPK)?|ADDCOMM|ADDBASE|ADDROW|ADDCOL|\[SEP\]|\[SKIP\])(?![^\s,:])/;
    const BRACKET_REACH = 2000;

    /**
     * A name as it is written in a prompt; the same as `escape` in `vocabulary/names.py`.
     *
     * @param {string} name
     */
    function escape(name) {
        return name.replace(/[()[\]\\]/g, "\\$&");
    }

    /**
     * @param {string} text
     * @param {Animagine.Caret} caret
     * @param {Animagine.Offer} offer
     * @param {Animagine.Options} options
     * @returns {Animagine.Edit}
     */
    function edit(text, caret, offer, options) {
        const names = options.series === "always" ? [...offer.names, ...offer.series.slice(0, 1)] : offer.names;
        const written = offer.raw || names.map(escape).join(", ");
        const insert = written + (caret.kind === "network" ? "" : comma(text, caret));
        return {start: caret.start, end: caret.end, insert};
    }

    /**
     * What goes behind an accepted name: a comma where another item follows or may be typed.
     *
     * @param {string} text
     * @param {Animagine.Caret} caret
     */
    function comma(text, caret) {
        let next = caret.end;
        while (text[next] === " " || text[next] === "\t") next++;
        if (next === text.length) return inBrackets(text, caret.start) ? "" : ", ";
        if (ENDS.has(text[next]) || BOUNDARY.test(text.slice(next, next + 12))) return "";
        return next > caret.end ? "," : ", ";
    }

    /**
     * @param {string} text
     * @param {number} place
     */
    function inBrackets(text, place) {
        let depth = 0;
        for (let n = Math.max(0, place - BRACKET_REACH); n < place; n++) {
            if (text[n] === "\\") n++;
            else if ("([{".includes(text[n])) depth++;
            else if (")]}".includes(text[n]) && depth > 0) depth--;
        }
        return depth > 0;
    }

    /**
     * Change a box as if it were typed: the browser keeps its undo, and its `input` event tells gradio.
     *
     * @param {HTMLTextAreaElement | HTMLInputElement} box
     * @param {Animagine.Edit} change
     */
    function apply(box, change) {
        working = true;
        try {
            write(box, change);
        } finally {
            working = false;
        }
    }

    let working = false;

    /**
     * @param {HTMLTextAreaElement | HTMLInputElement} box
     * @param {Animagine.Edit} change
     */
    function write(box, change) {
        box.focus({preventScroll: true});
        box.setSelectionRange(change.start, change.end);
        const done = change.insert === ""
            ? change.start === change.end || document.execCommand("delete")
            : document.execCommand("insertText", false, change.insert);
        if (!done) {
            box.setRangeText(change.insert, change.start, change.end, "end");
            if (typeof updateInput === "function") updateInput(box);
            else box.dispatchEvent(new Event("input", {bubbles: true}));
        }
        const end = change.start + change.insert.length;
        box.setSelectionRange(end, end);
    }

    Animagine.insert = {edit, apply, escape, isWorking: () => working};
})();

/**
 * From an accepted offer to an edit of the text.
 */
(() => {
    "use strict";

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
        const insert = written + (caret.kind === "tag" ? comma(text, caret) : "");
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
        if (next === text.length) return Animagine.caret.inBrackets(text, caret.start) ? "" : ", ";
        if (Animagine.caret.endsItem(text, next)) return "";
        return next > caret.end ? "," : ", ";
    }

    Animagine.insert = {edit, escape};
})();

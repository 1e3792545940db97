/**
 * A row of tags that no comma parts, `1girl solo long_hair blue_ey`: its last words are completed
 * where those before them are tags. `rules/rows.py` reads such a row when it is whole.
 */
(() => {
    "use strict";

    const {hit, SPECIAL} = Animagine.offer;
    /** Words of the longest tag that is looked for; hardly any has more. */
    const LONGEST = 7;
    /** A board's way to write a tag of several words. */
    const JOINED = /\w_\w/;
    /** A name of which the bracket is not closed before the caret. */
    const OPEN = /\([^()]*$/;
    /** What of it stands behind the caret, with its escaped bracket. */
    const CLOSE = /^[^,()]*\)|^\S*/;

    /** @type {Animagine.Source} */
    function lastOfRow(context) {
        return lastWords(context, context.caret);
    }

    /** @type {Animagine.Source} with a bracket that was typed without its backslash */
    function bracketedInRow(context) {
        const {text, caret} = context;
        if (caret.wider === null) return null;
        const found = lastWords(context, {...caret, ...caret.wider});
        const closed = found !== null && text[found.caret.end] === ")";
        return found && {...found, caret: {...found.caret, end: found.caret.end + Number(closed)}};
    }

    /**
     * The most words that a name begins with.
     *
     * @param {Animagine.Context} context
     * @param {Animagine.Caret} caret with the whole row as its token
     * @returns {Animagine.Offers | null}
     */
    function lastWords({text, position, caret: {end}, index, where, options}, caret) {
        if (!index || !where) return null;
        const words = [...caret.query.matchAll(/\S+/g)];
        for (let n = Math.max(1, words.length - LONGEST); n < words.length; n++) {
            const query = caret.query.slice(words[n].index);
            const row = read(index, words.slice(0, n).map(([word]) => word));
            if (!row.isRow) continue;
            const place = behind(index, where, row.ids);
            const hits = Animagine.match.begun(index, query, options.limit, Animagine.structure.bonus(index, place));
            if (hits.length === 0) continue;
            const after = text.slice(position, end);
            const isClosed = OPEN.test(query) && text[end] === ")";
            const [rest] = /** @type {RegExpExecArray} */ ((isClosed ? /^.*/s : OPEN.test(query) ? CLOSE : /^\S*/).exec(after));
            const mine = {...caret, start: caret.start + words[n].index, end: position + rest.length, query, wider: null, opener: ""};
            return {caret: mine, offers: hits.map((each) => hit(index, each, place)), solicited: row.ends || JOINED.test(query)};
        }
        return null;
    }

    /**
     * The words as tags, the longest first.
     *
     * @param {Animagine.Index} index
     * @param {string[]} words
     * @returns {{isRow: boolean, ids: number[], ends: boolean}} numbers of the tags, -1 for a word that
     * is none; and does the last one need no further word? Else it and the next may be one name, an
     * artist's say, which Tab must not take apart
     */
    function read(index, words) {
        /** @type {number[]} */
        const ids = [];
        let phrase = false;
        let clear = false;
        let ends = false;
        for (let at = 0; at < words.length;) {
            const [id, taken] = longest(index, words, at);
            const isClear = id >= 0 && (SPECIAL.has(index.kind(id).name) || index.name(id) === "solo" || JOINED.test(words[at]));
            ids.push(id);
            phrase = phrase || taken > 1;
            clear = clear || isClear;
            ends = isClear || taken > 1;
            at += taken;
        }
        const strange = ids.filter((id) => id < 0).length;
        const few = strange <= Math.max(1, Math.floor(ids.length / 4));
        return {isRow: strange === 0 ? clear || phrase : clear && few, ids, ends};
    }

    /**
     * @param {Animagine.Index} index
     * @param {string[]} words
     * @param {number} at
     * @returns {[number, number]} the tag's number, or -1, and how many words it takes
     */
    function longest(index, words, at) {
        for (let most = Math.min(LONGEST, words.length - at); most > 0; most--) {
            const id = index.lookUp(Animagine.match.normal(words.slice(at, at + most).join(" ")));
            if (id >= 0) return [id, most];
        }
        return [-1, 1];
    }

    /**
     * @param {Animagine.Index} index
     * @param {Animagine.Place} where the row stands
     * @param {number[]} ids of its tags
     * @returns {Animagine.Place} behind them
     */
    function behind(index, where, ids) {
        const known = ids.filter((id) => id >= 0);
        const last = ids[ids.length - 1];
        return {
            ...where,
            first: false,
            last,
            section: last >= 0 ? index.kind(last).section : Animagine.structure.SECTION.GENERAL,
            characters: [...where.characters, ...known.filter((id) => index.kind(id).name === "character")],
            present: new Set([...where.present, ...known.map((id) => index.name(id))]),
        };
    }

    Animagine.row = {lastOfRow, bracketedInRow};
})();

/**
 * Sources of the tag lists: names that begin with the token, and names that are only like it.
 */
(() => {
    "use strict";

    const {hit} = Animagine.offer;

    /** @type {Animagine.Source} a name whose bracket was typed without its backslash: `firefly (ho` */
    function bracketed(context) {
        const {text, caret} = context;
        if (caret.wider === null) return null;
        const end = caret.end + Number(text[caret.end] === ")"); // it goes with the bracket that was typed
        return named(context, {...caret, ...caret.wider, end, wider: null, opener: ""});
    }

    /** @type {Animagine.Source} `<3`: a name that begins like a network */
    function angled(context) {
        const {text, position, caret} = context;
        return named(context, {...caret, kind: "tag", query: text.slice(caret.start, position)});
    }

    /** @type {Animagine.Source} names that begin with the token, or a word of which does */
    function begun(context) {
        const {index, where, caret, options} = context;
        if (!index || !where) return null;
        const bonus = Animagine.structure.bonus(index, where);
        return offered(context, caret, Animagine.match.begun(index, caret.query, options.limit, bonus), true);
    }

    /** @type {Animagine.Source} names that are like the token, which may be an artist's, whom no list has */
    function similar(context) {
        const {index, where, caret, options} = context;
        if (!index || !where) return null;
        const bonus = Animagine.structure.bonus(index, where);
        return offered(context, caret, Animagine.match.similar(index, caret.query, options.limit, bonus), false);
    }

    /**
     * Names that begin with a text exactly so.
     *
     * @param {Animagine.Context} context
     * @param {Animagine.Caret} caret with that text
     */
    function named(context, caret) {
        const {index, where, options} = context;
        if (!index || !where) return null;
        const begin = Animagine.match.normal(caret.query);
        const hits = Animagine.match.begun(index, caret.query, options.limit).filter(({id}) => index.name(id).startsWith(begin));
        return offered(context, caret, hits, true);
    }

    /**
     * @param {Animagine.Context} context
     * @param {Animagine.Caret} caret
     * @param {Animagine.Hit[]} hits
     * @param {boolean} solicited was something typed that they begin like?
     * @returns {Animagine.Offers | null}
     */
    function offered({index, where}, caret, hits, solicited) {
        if (!index || !where || hits.length === 0) return null;
        return {caret, offers: hits.map((each) => hit(index, each, where)), solicited};
    }

    Animagine.tagNames = {bracketed, angled, begun, similar};
})();

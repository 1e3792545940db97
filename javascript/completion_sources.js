/**
 * What is offered at a caret. A source is a function of one sort of offers; of several that may have
 * something for the same token, the first that has counts.
 */
(() => {
    "use strict";

    const {say} = Animagine.words;
    const {bracketed, angled, begun, similar} = Animagine.tagNames;
    const {networks, wildcards, amongTags} = Animagine.hostNames;
    const {lastOfRow, bracketedInRow} = Animagine.row;
    const {comesNext} = Animagine.structure;

    /** Of the tags so many stand before the host's names. */
    const BEFORE_OWN = 4;
    /** @type {Record<string, Animagine.Source[]>} */
    const SOURCES = {
        network: [networks, angled],
        wildcard: [wildcards],
        blank: [comesNext],
        tag: [bracketed, bracketedInRow, begun, lastOfRow, similar],
    };

    /**
     * @param {Animagine.Question} question
     * @returns {Animagine.Offers | null} null where nothing is to be offered
     */
    function at(question) {
        const {text, position, index, host} = question;
        const caret = Animagine.caret.at(text, position, host.comments);
        if (caret === null) return null;
        const where = index && Animagine.structure.place(index, question, caret);
        const found = offered({...question, caret, where});
        return found && {...found, offers: found.offers.map((offer) => toldWhereCut(offer, host.comments.marks))};
    }

    /**
     * @param {Animagine.Context} context
     * @returns {Animagine.Offers | null}
     */
    function offered(context) {
        const {caret} = context;
        if (caret.kind !== "tag") return context.lacking ? null : first(SOURCES[caret.kind], context);
        if (caret.query.trim() === "") return first(SOURCES.blank, context);
        const tags = first(SOURCES.tag, context);
        if (context.lacking) return special(tags);
        const own = amongTags(tags ? {...context, caret: tags.caret} : context);
        return withOwn(tags, own, context.options.limit);
    }

    /**
     * @param {Animagine.Source[]} sources
     * @param {Animagine.Context} context
     */
    function first(sources, context) {
        for (const source of sources) {
            const found = source(context);
            if (found !== null) return found;
        }
        return null;
    }

    /** @param {Animagine.Offers | null} found what another completer lacks of it */
    function special(found) {
        const offers = found ? found.offers.filter((offer) => Animagine.offer.SPECIAL.has(offer.kind)) : [];
        return found && offers.length ? {...found, offers, solicited: true} : null;
    }

    /**
     * The host's names behind the best tags; before tags that only somehow fit.
     *
     * @param {Animagine.Offers | null} tags
     * @param {Animagine.Offers | null} own
     * @param {number} limit
     * @returns {Animagine.Offers | null}
     */
    function withOwn(tags, own, limit) {
        if (tags === null || own === null) return tags || own;
        const before = tags.solicited ? BEFORE_OWN : 0;
        const offers = [...tags.offers.slice(0, before), ...own.offers, ...tags.offers.slice(before)];
        return {...tags, offers: offers.slice(0, limit), solicited: true};
    }

    /**
     * A name that the host takes for the beginning of a comment says so: `.hack//sign`.
     *
     * @param {Animagine.Offer} offer
     * @param {string[]} marks
     */
    function toldWhereCut(offer, marks) {
        const mark = marks.find((each) => (offer.raw || offer.label).includes(each));
        return mark ? {...offer, detail: say("this WebUI cuts it at {mark}", {mark})} : offer;
    }

    Animagine.offers = {at};
})();

/**
 * What comes next in trained order: subjects, who they are and from where, rating, everything else,
 * quality. Which tag belongs where is read from `tags.json`; nothing here names a tag.
 */
(() => {
    "use strict";

    const SECTION = Object.freeze({COUNT: 1, IDENTITY: 2, RATING: 3, GENERAL: 4, QUALITY: 5});
    /** Offers of a kind where a whole section could come. */
    const SOME = 12;
    /** Even where the settings page says fewer: a run and the tags that it is made of. */
    const LEAST = 20;
    const FITS = 220;
    const PRESENT = -300;

    /**
     * What stands around the caret.
     *
     * @param {Animagine.Index} index
     * @param {Animagine.Question} question
     * @param {Animagine.Caret} caret
     * @returns {Animagine.Place}
     */
    function place(index, {text, negative, host}, caret) {
        const {before, after} = Animagine.caret.around(text, caret, host.comments);
        const ids = before.map((name) => index.lookUp(name));
        const known = ids.filter((id) => id >= 0);
        const behind = after.map((name) => index.lookUp(name)).filter((id) => id >= 0);
        const present = new Set([...before, ...after, ...[...known, ...behind].map((id) => index.name(id))]);
        const last = before.length ? ids[ids.length - 1] : -1;
        return {
            negative,
            first: before.length === 0,
            atEnd: after.length === 0,
            last,
            section: before.length === 0 ? 0 : last >= 0 ? index.kind(last).section : SECTION.GENERAL,
            characters: known.filter((id) => index.kind(id).name === "character"),
            present,
        };
    }

    /** @type {Animagine.Source} where nothing has been typed yet, or only blanks */
    function comesNext({index, where, caret, options}) {
        if (!index || !where || caret.opener === "[" || caret.opener === "{") return null;
        const found = next(index, where).slice(0, Math.max(options.limit, LEAST));
        const offers = found.map((each) => Animagine.offer.suggestion(index, each, where));
        return offers.length ? {caret, offers, solicited: false} : null;
    }

    /**
     * May be empty.
     *
     * @param {Animagine.Index} index
     * @param {Animagine.Place} where
     * @returns {Animagine.Suggestion[]}
     */
    function next(index, where) {
        if (where.negative) return run(index, where, index.facts.negative);
        if (where.first) return single(index, where, kindNames(index, "count"));
        const rating = index.facts.ratings.some((name) => where.present.has(name));
        const ratings = rating ? [] : single(index, where, index.facts.ratings);
        const ends = where.atEnd ? run(index, where, index.facts.enhancement) : [];
        switch (where.section) {
        case SECTION.COUNT:
            return [...top(index, where, "character"), ...ratings];
        case SECTION.IDENTITY:
            return [...seriesOf(index, where, where.last), ...(rating ? top(index, where, "general") : ratings)];
        case SECTION.RATING:
            return top(index, where, "general");
        default:
            return ends;
        }
    }

    /**
     * Points for what fits the place; nothing is left out.
     *
     * @param {Animagine.Index} index
     * @param {Animagine.Place} where
     * @returns {(id: number) => number}
     */
    function bonus(index, where) {
        const own = new Set(where.characters.flatMap((id) => index.series(id)));
        const recommended = new Set(where.negative ? index.facts.negative : []);
        return (id) => {
            const name = index.name(id);
            const section = index.kind(id).section;
            let points = where.present.has(name) ? PRESENT : 0;
            if (where.negative) return points + (recommended.has(name) ? FITS : 0);
            if (fits(section, where)) points += FITS;
            if (own.has(id)) points += 2 * FITS;
            return points;
        };
    }

    /**
     * @param {number} section
     * @param {Animagine.Place} where
     */
    function fits(section, where) {
        if (where.first) return section === SECTION.COUNT || section === SECTION.IDENTITY;
        if (where.section === SECTION.COUNT) return section <= SECTION.RATING;
        if (where.section === SECTION.IDENTITY) return section === SECTION.IDENTITY || section === SECTION.RATING;
        if (where.section === SECTION.QUALITY) return section === SECTION.QUALITY;
        return section === SECTION.GENERAL || (where.atEnd && section === SECTION.QUALITY);
    }

    /**
     * The series of a character that the prompt lacks, the narrow one first.
     *
     * @param {Animagine.Index} index
     * @param {Animagine.Place} where
     * @param {number} character
     * @returns {Animagine.Suggestion[]}
     */
    function seriesOf(index, where, character) {
        if (character < 0) return [];
        return single(index, where, index.series(character).map((id) => index.name(id)));
    }

    /**
     * A whole run in one step, then its members.
     *
     * @param {Animagine.Index} index
     * @param {Animagine.Place} where
     * @param {string[]} names
     * @returns {Animagine.Suggestion[]}
     */
    function run(index, where, names) {
        const missing = names.filter((name) => !where.present.has(name));
        const singles = single(index, where, missing);
        return missing.length > 1 ? [{names: missing, id: -1}, ...singles] : singles;
    }

    /**
     * @param {Animagine.Index} index
     * @param {Animagine.Place} where
     * @param {string[]} names
     * @returns {Animagine.Suggestion[]}
     */
    function single(index, where, names) {
        return names.filter((name) => !where.present.has(name)).map((name) => ({names: [name], id: index.lookUp(name)}));
    }

    /**
     * @param {Animagine.Index} index
     * @param {Animagine.Place} where
     * @param {string} kind
     */
    function top(index, where, kind) {
        return single(index, where, kindNames(index, kind)).slice(0, SOME);
    }

    /**
     * The first names of a kind, most used first.
     *
     * @param {Animagine.Index} index
     * @param {string} kind
     */
    function kindNames(index, kind) {
        const fact = index.kinds.find((each) => each.name === kind);
        const names = [];
        let at = fact ? index.kindOf.indexOf(fact.letter) : -1;
        while (at >= 0 && names.length < 2 * SOME) {
            names.push(index.name(at));
            at = index.kindOf.indexOf(/** @type {Animagine.KindFact} */ (fact).letter, at + 1);
        }
        return names;
    }

    Animagine.structure = {place, comesNext, bonus, SECTION};
})();

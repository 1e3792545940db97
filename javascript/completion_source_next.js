/**
 * What comes next: what the prompt lacks in trained order (subjects, who they are and from where,
 * rating, quality), and what is often said beside the last tag. Which tag belongs where is read from
 * `tags.json`; nothing here names a tag.
 */
(() => {
    "use strict";

    const SECTION = Object.freeze({COUNT: 1, IDENTITY: 2, RATING: 3, GENERAL: 4, QUALITY: 5});
    /** Offers of a kind where a whole section could come. */
    const SOME = 8;
    /** Subjects that are offered to a prompt that tells of none. */
    const SUBJECTS = 3;
    /** Of so many aspects that nobody has told of yet, so many tags each. */
    const ASPECTS = 3;
    const OF_EACH = 3;
    /** How a known character looks is known too. */
    const BEHIND_LOOKS = 2;
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
            subjects: [...known, ...behind].filter((id) => index.kind(id).section === SECTION.COUNT).length,
            aspects: new Set([...known, ...behind].map((id) => index.aspectOf[id])),
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
        const lacks = [
            ...where.subjects ? [] : single(index, where, kindNames(index, "count").slice(0, SUBJECTS)),
            ...where.characters.flatMap((id) => seriesOf(index, where, id)),
        ];
        const [whole, ...parts] = where.atEnd ? run(index, where, index.facts.enhancement) : [];
        const ends = whole ? [whole] : [];
        switch (where.section) {
        case SECTION.COUNT:
            return [...alone(index, where), ...top(index, where, "character"), ...ratings];
        case SECTION.IDENTITY:
            return [...lacks, ...rating ? beside(index, where, BEHIND_LOOKS) : ratings];
        case SECTION.RATING:
            return [...lacks, ...beside(index, where, where.characters.length ? BEHIND_LOOKS : 0)];
        case SECTION.GENERAL:
            return [...lacks, ...ends, ...besideLast(index, where), ...parts];
        default:
            return [...lacks, ...ends, ...parts];
        }
    }

    /**
     * What is often said beside one subject: its name begins with its number.
     *
     * @param {Animagine.Index} index
     * @param {Animagine.Place} where
     */
    function alone(index, where) {
        const isOne = where.subjects === 1 && where.last >= 0 && index.name(where.last).startsWith("1");
        return isOne ? single(index, where, index.facts.alone) : [];
    }

    /**
     * What is often said of the aspects that follow, those that nobody has told of yet; in a circle.
     *
     * @param {Animagine.Index} index
     * @param {Animagine.Place} where
     * @param {number} from the first aspect
     * @returns {Animagine.Suggestion[]}
     */
    function beside(index, where, from) {
        const all = index.facts.aspects.map((names, n) => ({names, n}));
        return [...all.slice(from), ...all.slice(0, from)].filter(({n}) => !where.aspects.has(n)).slice(0, ASPECTS)
            .flatMap(({names}) => single(index, where, names.slice(0, OF_EACH)));
    }

    /**
     * Nothing where it is not known what the last tag tells of.
     *
     * @param {Animagine.Index} index
     * @param {Animagine.Place} where
     * @returns {Animagine.Suggestion[]}
     */
    function besideLast(index, where) {
        const aspect = where.last < 0 ? Animagine.index.NO_ASPECT : index.aspectOf[where.last];
        return aspect === Animagine.index.NO_ASPECT ? [] : beside(index, where, aspect + 1);
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
     * The series of a character of which the prompt has none, the narrow one first.
     *
     * @param {Animagine.Index} index
     * @param {Animagine.Place} where
     * @param {number} character
     * @returns {Animagine.Suggestion[]}
     */
    function seriesOf(index, where, character) {
        const names = index.series(character).map((id) => index.name(id));
        return names.some((name) => where.present.has(name)) ? [] : single(index, where, names);
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

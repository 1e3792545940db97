/**
 * What may be offered, as the list shows it: tags, runs of them, names of the host.
 */
(() => {
    "use strict";

    /** Kinds that another completer's list does not know. */
    const SPECIAL = new Set(["count", "rating", "year", "quality", "score", "resolution"]);

    /**
     * A tag that fits what was typed.
     *
     * @param {Animagine.Index} index
     * @param {Animagine.Hit} hit
     * @param {Animagine.Place} where
     * @returns {Animagine.Offer}
     */
    function hit(index, {id, ranges, alias}, where) {
        return {...tag(index, id, where), ranges, alias: alias < 0 ? "" : index.alias(alias)};
    }

    /**
     * @param {Animagine.Index} index
     * @param {number} id
     * @param {Animagine.Place} where
     * @returns {Animagine.Offer}
     */
    function tag(index, id, where) {
        const name = index.name(id);
        const kind = index.kind(id).name;
        const series = kind === "character" ? index.series(id).map((each) => index.name(each)) : [];
        return {
            ...plain(kind, name),
            key: `tag ${name}`,
            detail: series[0] || "",
            series: series.filter((each) => !where.present.has(each)),
            posts: index.posts.get(id) || 0,
            rank: SPECIAL.has(kind) ? 0 : index.ranks[id],
            newer: index.newer.has(id),
            present: where.present.has(name),
        };
    }

    /**
     * What may come next: a run of tags in one step, or one in the spelling that was suggested,
     * which may be an alias.
     *
     * @param {Animagine.Index} index
     * @param {Animagine.Suggestion} suggested
     * @param {Animagine.Place} where
     * @returns {Animagine.Offer}
     */
    function suggestion(index, {names, id}, where) {
        const [name] = names;
        if (names.length > 1) return {...plain("run", names.join(", ")), names};
        return id < 0 ? plain("general", name) : {...tag(index, id, where), key: `tag ${name}`, label: name, names};
    }

    /**
     * @param {string} kind
     * @param {string} label
     * @param {string} [raw] what is written instead of the label, as it is
     * @param {Animagine.Range[]} [ranges] matched parts
     * @returns {Animagine.Offer}
     */
    function plain(kind, label, raw = "", ranges = []) {
        return {key: `${kind} ${label}`, kind, label, detail: "", names: [label], raw, series: [], ranges,
            alias: "", posts: 0, rank: 0, newer: false, present: false};
    }

    Animagine.offer = {hit, suggestion, plain, SPECIAL};
})();

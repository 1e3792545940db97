/**
 * Sources of the host's own names: networks inside `<`, wildcards behind `__`, and among tags networks,
 * embeddings, styles.
 */
(() => {
    "use strict";

    const {plain} = Animagine.offer;
    /** Of one sort among tags, at most so many. */
    const MOST = 6;
    const FROM_LETTERS = 2;
    /** What a dialect wants before an embedding's name; the same as in `syntax/dialect.py`. @type {Record<string, string>} */
    const EMBEDDING = {comfyui: "embedding:"};

    /** @type {Animagine.Source} `<` and what follows it */
    function networks({host, caret, options}) {
        const offers = loras(host.loras, caret.query, options.limit);
        return offers.length ? {caret, offers, solicited: true} : null;
    }

    /** @type {Animagine.Source} two underscores and what follows them */
    function wildcards({host, caret, options}) {
        const offers = matching(host.wildcards, caret.query, options.limit)
            .map(({name, ranges}) => plain("wildcard", name, `__${name}__`, ranges));
        return offers.length ? {caret, offers, solicited: true} : null;
    }

    /** @type {Animagine.Source} at most `MOST`, of all sorts together */
    function amongTags(context) {
        const {host, negative, caret, dialect = ""} = context;
        const mark = EMBEDDING[dialect] ?? "";
        const query = caret.query.trimStart();
        const begun = query.startsWith(mark) ? query.slice(mark.length) : query;
        if (query.trim().length < FROM_LETTERS) return null;
        const embeddings = matching(host.embeddings, begun, MOST).map(({name, ranges}) => plain("embedding", name, `${mark}${name}`, ranges));
        const networks = negative ? [] : loras(host.loras, caret.query, MOST);
        const offers = [...embeddings, ...styles(context), ...networks].slice(0, MOST);
        return offers.length ? {caret, offers, solicited: true} : null;
    }

    /**
     * @param {string[]} names
     * @param {string} query
     * @param {number} most
     */
    function loras(names, query, most) {
        return matching(names, query, most).map(({name, ranges}) => plain("lora", name, `<lora:${name}:1>`, ranges));
    }

    /** @param {Animagine.Context} context */
    function styles({host, negative, caret}) {
        const texts = new Map(host.styles.map((style) => [style.name, negative ? style.negative_prompt : style.prompt]));
        return matching([...texts.keys()], caret.query, MOST)
            .map(({name, ranges}) => plain("style", name, withoutPlace(texts.get(name) || ""), ranges))
            .filter((offer) => offer.raw !== "");
    }

    /**
     * A style's text without the place of the prompt in it.
     *
     * @param {string} text
     */
    function withoutPlace(text) {
        const around = text.split(/\{prompt\}\s*(?:,\s*)?/);
        const after = around.pop() || "";
        return Animagine.match.bare(around.map((before) => before.trimEnd()).join("") + after);
    }

    /**
     * Names that hold a text, those that begin with it first.
     *
     * @param {string[]} names
     * @param {string} query
     * @param {number} most
     */
    function matching(names, query, most) {
        const wanted = query.trim().toLowerCase();
        /** @type {Array<{name: string, at: number, ranges: Animagine.Range[]}>} */
        const found = [];
        for (const name of names) {
            const at = name.toLowerCase().indexOf(wanted);
            if (at >= 0) found.push({name, at, ranges: wanted ? [[at, at + wanted.length]] : []});
        }
        return found.sort((a, b) => Number(a.at > 0) - Number(b.at > 0)).slice(0, most);
    }

    Animagine.hostNames = {networks, wildcards, amongTags};
})();
